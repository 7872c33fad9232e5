"""Facets and years as HTML that Python writes: nothing of a value is markup."""

from __future__ import annotations

from bs4 import BeautifulSoup
from django.utils.translation import override

from kb.core.templatetags.choices import choices, histogram, year_choices
from search.choosing import Bar, Choice

HOSTILE = '"><script>alert(1)</script>&amp;'


def test_a_value_is_a_link_with_its_label_and_its_count():
    with override("my"):
        html = choices(
            [
                Choice("a", "Water & <b>wells</b>", 1200, False, 0, "?theme=a&q=x"),
                Choice("b", "Roads", 3, True, 1, "?q=x"),
            ]
        )
    plain, chosen = BeautifulSoup(html, "html.parser").find_all("li")
    assert plain.find("bdi").text == "Water & <b>wells</b>"
    assert plain.a["href"] == "?theme=a&q=x"
    assert plain.find(class_="count").text == "၁,၂၀၀"
    assert not plain.a.has_attr("aria-current")
    assert chosen["class"] == ["depth-1"]
    assert chosen.a["aria-current"] == "true"
    assert chosen.find(class_="hidden-text").text.strip()


def test_nothing_of_a_value_becomes_markup():
    html = choices([Choice(HOSTILE, HOSTILE, 1, True, 0, HOSTILE)])
    assert "<script" not in html
    link = BeautifulSoup(html, "html.parser").a
    assert (link["href"], link.find("bdi").text) == (HOSTILE, HOSTILE)


def test_years_are_bars_and_links_where_there_is_something():
    bars = [Bar(2019, 0, False, "?y=2019", 0, 38, 2), Bar(2020, 4, True, "?y=2020", 10, 0, 40)]
    drawn = BeautifulSoup(histogram(bars), "html.parser").find_all("rect")
    assert [(bar["x"], bar["y"], bar["height"]) for bar in drawn] == [("0", "38", "2"), ("10", "0", "40")]
    assert [bar.get("class") for bar in drawn] == [None, ["chosen"]]
    [link] = BeautifulSoup(year_choices(bars), "html.parser").find_all("a")
    assert (link["href"], link.find("bdi").text) == ("?y=2020", "2020")
