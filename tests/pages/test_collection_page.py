"""The page of a collection: its cases, and the choice among them."""

from __future__ import annotations

import re

import pytest

from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def collection(site):
    cases = [
        factories.make_case(
            f"Practice {number}",
            country=country,
            sites=[{"key": "a", "country": country}],
            themes=[theme],
        )
        for number, (country, theme) in enumerate(
            [("LA", "water_supply"), ("KH", "water_supply"), ("KH", "roads")]
        )
    ]
    return factories.make_collection(entries=cases)


def _read(client, page, query=""):
    response = client.get(page.get_url() + query)
    assert response.status_code == 200
    return response


def _chips(response):
    return [(chip.group, chip.label, chip.known) for chip in response.context["chips"]]


def _drops(response):
    return [(drop.label, drop.count, drop.url) for drop in response.context["drops"]]


def test_what_is_chosen_stands_above_the_cases_and_can_be_left_out(client, collection):
    response = _read(client, collection, "?country=KH&theme=water_sanitation&page=x")
    assert response.context["case_count"] == 1
    assert [(chip.group, chip.label, chip.url) for chip in response.context["chips"]] == [
        ("Country", "Cambodia", "?theme=water_sanitation"),
        ("Theme", "Water and sanitation", "?country=KH"),
    ]
    assert re.search(r'<a class="chip remove"[^>]*href="\?theme=water_sanitation">', response.text)
    assert 'href="?">Remove all' in response.text


def test_choices_that_leave_nothing_say_what_each_takes_away(client, collection):
    response = _read(client, collection, "?country=LA&theme=infrastructure")
    assert _drops(response) == [
        ("Without Lao PDR", 1, "?theme=infrastructure"),
        (f"Without {response.context['chips'][1].label}", 1, "?country=LA"),
        ("Without any filter", 3, "?"),
    ]
    assert "Nothing found" in response.text
    assert "no cases yet" not in response.text


@pytest.mark.parametrize("value", ["ZZ", "XX", "<script>", "%00", "x" * 5000])
def test_a_value_that_nobody_has_is_a_chip_to_remove(client, collection, value):
    response = _read(client, collection, f"?country={value}")
    assert [known for _group, _label, known in _chips(response)] in ([False], [])
    assert "<script>" not in response.text
    assert all(len(label) <= 120 for _group, label, _known in _chips(response))


def test_a_collection_without_cases_says_that_they_will_come(client, site):
    empty = factories.make_collection()
    assert "no cases yet" in _read(client, empty).text
    assert "no cases yet" in _read(client, empty, "?country=KH").text
