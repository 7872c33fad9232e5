"""What a reader asks, read into a canonical form."""

from __future__ import annotations

import pytest
from django.http import QueryDict

from search.params import Params, clean, parse


def read(query, language="en"):
    return parse(QueryDict(query), language)


def test_a_request_comes_back_in_one_form():
    params = read(
        "sort=title&year_to=2020&q=%20clean%20%20water&language=lo&language=km&page=3&page_size=20&kind="
    )
    assert params.q == "clean water"
    assert params.query(page=3) == "?q=clean+water&language=km&language=lo&year_to=2020&sort=title&page=3"
    assert params.query() == "?q=clean+water&language=km&language=lo&year_to=2020&sort=title"
    assert Params().query() == "?"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("a\x00b", "a b"),
        ("Cambo\u200bdia", "Cambodia"),
        ("\u202eaidobmaC\u202c", "aidobmaC"),
        ("\ufeffwater\u00ad", "water"),
        ("\ud800water", "water"),
        ("ｗａｔｅｒ", "water"),
        ("line\r\nBcc: x", "line Bcc: x"),
    ],
)
def test_what_nobody_sees_is_taken_out(typed, meant):
    assert clean(typed) == meant


def test_choosing_twice_leaves_out_and_leads_to_the_first_page():
    params = Params(q="x", page=4)
    chosen = params.toggled("country", "LA").toggled("country", "KH")
    assert chosen.filters == {"country": ("KH", "LA")}
    assert chosen.page == 1
    assert chosen.toggled("country", "LA").toggled("country", "KH").filters == {}
    assert params.toggled("kind", "case").kinds == ("case",)
    assert params.toggled("language", "lo").toggled("language", "lo").languages == ()


def test_the_order_without_words_is_by_date():
    assert Params().order == "newest"
    assert Params(q="x").order == "relevance"
    assert Params(q="x", sort="title").order == "title"


def test_256_characters_are_the_most():
    assert read("q=" + "x" * 256).problems == ()
    assert read("q=" + "x" * 257).problem("query_too_long")


def test_at_most_fifty_values_of_a_filter_count():
    params = read("&".join(f"language={number}" for number in range(60)))
    assert params.problem("too_many_values")
    assert params.languages == ()


@pytest.mark.parametrize("typed", ["2023", "២០២៣", "၂၀၂၃", "໒໐໒໓", "๒๐๒๓", "２０２３", " 2023 "])
def test_a_year_is_read_in_the_digits_of_any_script(typed):
    query = QueryDict(mutable=True)
    query["year_from"] = typed
    params = parse(query, "km")
    assert params.problems == ()
    assert params.query() == "?year_from=2023"


@pytest.mark.parametrize(
    ("typed", "language", "year"),
    [
        ("2566", "th", 2023),
        ("๒๕๖๖", "th", 2023),
        ("2023", "th", 2023),
        ("2566", "lo", 2566),
        ("2566", "", 2566),
    ],
)
def test_readers_of_thai_may_count_years_by_the_buddhist_era(typed, language, year):
    assert read(f"year_to={typed}", language).year_to == year


@pytest.mark.parametrize("typed", ["23", "20233", "MMXX", "²⁰²³²", "-2023", "2023.0", "0999", "3000"])
def test_what_is_no_year_is_named(typed):
    params = read(f"year_from={typed}")
    assert params.year_from is None
    assert params.problem("bad_year").value == clean(typed)
