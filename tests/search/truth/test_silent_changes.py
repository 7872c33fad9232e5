"""What sends no signal is never served when it is hidden, and verify finds and heals it."""

from __future__ import annotations

import pytest
from django.core import serializers
from wagtail.models import PageViewRestriction

from cases.models import CasePage, CaseSite

from .conftest import ask, assert_index_tells_the_truth, public

pytestmark = pytest.mark.django_db


def hide_without_a_word(world):
    CasePage.objects.filter(pk=world.case.pk).update(live=False)


def rename_without_a_word(world):
    CasePage.objects.filter(pk=world.case.pk).update(title="Springwater anew")


def add_rows_in_bulk(world):
    CaseSite.objects.bulk_create([CaseSite(page_id=world.case.pk, key="s2", country="VN", sort_order=1)])


def restrict_in_bulk(world):
    PageViewRestriction.objects.bulk_create([PageViewRestriction(page=world.shard, restriction_type="login")])


def load_a_fixture(world):
    rows = [world.fresh(world.case), *world.fresh(world.case).sites.all()]
    text = serializers.serialize("json", rows).replace("Springwater for", "Springwater from")
    for row in serializers.deserialize("json", text):
        row.save()


@pytest.mark.parametrize(
    ("happen", "drift", "found"),
    [
        (hide_without_a_word, 1, False),
        (rename_without_a_word, 0, True),
        (add_rows_in_bulk, 0, True),
        (restrict_in_bulk, 1, False),
        (load_a_fixture, 0, True),
    ],
)
def test_verify_heals_what_sends_nothing(happen, drift, found, world):
    happen(world)
    before = ask()
    assert {card.key for card in before.cards} <= {key for _, key in public()}
    assert before.total == len(before.cards)
    assert_index_tells_the_truth(repair=True)
    assert world.found() is found
