"""Weaves, tiles and charts are drawn on the server."""

import json
from decimal import Decimal
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.template import Context, Template
from django.utils import translation

from kb.core import charts, cldr, tiles, weaves

DATA = Path(__file__).resolve().parents[3] / "kb" / "vocabulary" / "data"
ENTRIES = json.loads((DATA / "theme.json").read_text())
THEMES = [entry["key"] for entry in ENTRIES]
DOORS = [entry["key"] for entry in ENTRIES if not entry.get("parent")]


def _closest(keys):
    """The two cloths that differ in the fewest threads, of 225, and in how many."""
    cloths = {key: [thread for row in weaves.cloth(key) for thread in row] for key in keys}
    return min(
        (sum(one != other for one, other in zip(cloths[a], cloths[b], strict=True)), a, b)
        for a, b in combinations(keys, 2)
    )


def test_no_two_themes_look_alike():
    assert _closest(THEMES)[0] >= 24, _closest(THEMES)


def test_the_themes_of_the_first_page_are_told_apart_at_a_glance():
    assert _closest(DOORS)[0] >= 56, _closest(DOORS)


@pytest.mark.parametrize("key", THEMES)
def test_a_weave_is_small_and_well_formed(key):
    text = weaves.svg(key)
    assert len(text.encode()) < 1024
    assert "style" not in text
    ElementTree.fromstring(text)  # noqa: S314 - our own output


def test_a_weave_depends_on_its_key_only():
    before = weaves.path("roads")
    weaves.path.cache_clear()
    assert weaves.path("roads") == before


def test_a_band_repeats_the_weave_of_its_key():
    text = weaves.band("roads")
    assert weaves.path("roads") in text
    assert "style" not in text
    ElementTree.fromstring(text)  # noqa: S314 - our own output


def test_the_region_has_twelve_tiles_in_the_readers_language():
    found = tiles.region({"LA": 3}, lambda code: f"/x/{code}/", chosen="LA", language="lo")
    assert [tile.code for tile in found] == list(cldr.REGION)
    lao = next(tile for tile in found if tile.code == "LA")
    assert (lao.name, lao.count, lao.url, lao.chosen) == ("ສປປ ລາວ", 3, "/x/LA/", True)
    assert sum(tile.count for tile in found) == 3


def _series(label, *values):
    return charts.Series(
        label, tuple(charts.Point(when, Decimal(value), mark) for when, value, mark in values)
    )


def test_a_chart_shows_points_values_and_source_marks():
    one = _series("Ban Xor", ("2017-09", "700", "1"), ("2019", "1200", "2"), ("2021-05-02", "1500", "2"))
    with translation.override("my"):
        text = charts.line_chart([one], "Income <a head>")
    tree = ElementTree.fromstring(text)  # noqa: S314 - our own output
    assert tree.find("title").text == "Income <a head>"
    assert len(tree.findall(".//circle")) == 3
    assert "၁,၅၀၀" in text
    assert "[2]" in text
    assert "style" not in text


def test_labels_of_close_points_do_not_cover_each_other():
    series = [_series(name, ("2020", "100", ""), ("2021", "101", "")) for name in ("A", "B", "C")]
    tree = ElementTree.fromstring(charts.line_chart(series, "t"))  # noqa: S314
    places = [(t.get("x"), t.get("y")) for t in tree.findall(".//g/text")]
    assert len(set(places)) == len(places)


def test_a_chart_without_values_is_empty():
    assert charts.line_chart([], "t") == ""


@pytest.mark.parametrize(
    ("dates", "answer"),
    [
        (["2017", "2018", "2019"], True),
        (["2017", "2018"], False),
        (["2017", "2017", "2017"], False),
        (["2019", "2018", "2017"], False),
    ],
)
def test_three_dates_in_order_make_a_line(dates, answer):
    assert charts.steady([charts.Point(when, Decimal(1)) for when in dates]) is answer


def test_template_tags_draw():
    template = Template(
        "{% load ornaments formats %}{% weave 'roads' %}|{{ 'LA'|country }}|{{ '2020-10'|day }}"
    )
    with translation.override("lo"):
        text = template.render(Context())
    assert text.startswith("<svg")
    assert text.endswith("|ສປປ ລາວ|ຕຸລາ\N{NO-BREAK SPACE}2020")
