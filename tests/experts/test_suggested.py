"""People are suggested by every name that their profile has, in whatever script."""

from __future__ import annotations

import pytest

from search.suggesting.answers import suggest
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("typed", ["Bounmy", "tou", "ບຸນມີ", "Boun Mee", "Elder", "bounym"])
def test_by_any_name(site, search_index, typed):
    factories.make_expert(
        "Bounmy Touayang",
        code="bounmy",
        name_own_script="ບຸນມີ ຕົວຢ່າງ",
        name_romanised="Bounmy Touayang",
        other_names="Boun Mee\nElder of Xor",
    )
    search_index()
    (found,) = [each for each in suggest(typed, "km") if "experts" in each.href]
    assert (found.title, str(found.label), found.href) == (
        "Bounmy Touayang",
        "expert",
        "/km/experts/la/bounmy/",
    )


def test_not_before_the_profile_is_public_nor_by_what_else_it_says(site, search_index):
    factories.make_expert("Hidden Person", code="hidden", live=False)
    factories.make_expert(
        "Open Person",
        code="open",
        contacts=[{"type": "email", "value": "secretly@example.org", "visibility": "public"}],
    )
    search_index()
    assert [each.title for each in suggest("person", "en")] == ["Open Person"]
    assert suggest("secretly", "en") == []
