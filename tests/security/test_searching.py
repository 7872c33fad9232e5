"""What is sent to the search and its files by those who want them to fall, to lie or to tell too much."""

from __future__ import annotations

import pytest

from tests.factories import make_case


@pytest.fixture
def found(site, search_index):
    made = make_case("Clean water", code="clean-water", country="LA")
    search_index()
    return made


@pytest.mark.parametrize(
    "path", ["/en/search/", "/api/v1/search/", "/en/search/export.csv", "/en/search/feed.atom"]
)
def test_a_filter_that_the_chosen_kind_does_not_have(found, client, path):
    """One link away: choose an organisation, then “Experts”."""
    answer = client.get(f"{path}?kind=expert&organisation=Nobody&q=water")
    assert answer.status_code == 200
