"""Whatever is sent: an answer or a sentence that says what is wrong, never an error of ours."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from django.http import QueryDict
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kb.exchange import parsing
from kb.exchange.problems import Problems
from search.params import parse
from tests.factories import make_case
from tests.kb.exchange.conftest import CASE, COLLECTION, EXPERT

NAMES = ("q", "lang", "kind", "language", "country", "theme", "tag", "organisation", "year_from", "year_to")
NAMES += ("sort", "page", "page_size", "exact", "view", "utm_source", "codes", "full")
WORDS = (
    "water",
    '"',
    "(",
    "+",
    "AND",
    "*",
    "/",
    "\\",
    "ນ້ຳ",
    "ទឹក",
    "水",
    "ရေ",
    "\u200b",
    "\u202e",
    "\x00",
    "case",
    "1",
    "-1",
    "LA",
    "title",
)
texts = st.text(max_size=30) | st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join)
pairs = st.lists(st.tuples(st.sampled_from(NAMES) | texts, texts), max_size=8)
json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text(max_size=12)
    | st.just("LA"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


def bounded(examples: int) -> settings:
    """The same examples at every run, however slow the machine: what fails here fails everywhere."""
    return settings(
        max_examples=examples, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
    )


@bounded(300)
@given(pairs)
def test_every_request_has_one_form_that_reads_as_itself(given_pairs):
    query = QueryDict(mutable=True)
    for name, value in given_pairs:
        query.appendlist(name, value)
    params = parse(query)
    again = parse(QueryDict(params.query(page=params.page)[1:]))
    assert again.query(page=again.page) == params.query(page=params.page)
    assert not [each for each in again.problems if each.code != "query_too_long"]


@bounded(200)
@given(st.binary(max_size=60))
def test_bytes_that_are_no_query_are_read_too(raw):
    parse(QueryDict(raw))


@pytest.fixture
def found(site, search_index):
    make_case("Clean water", code="clean-water", tags=["water"], summary="Water for all: ນ້ຳ, ទឹក, 水")
    search_index()


@bounded(40)
@given(pairs)
def test_no_request_makes_the_search_fall(found, given_pairs):
    client = Client(raise_request_exception=False)
    query = urlencode(
        [
            (quote(name, errors="replace"), value.encode("utf-8", "surrogatepass"))
            for name, value in given_pairs
        ]
    )
    for path in ("/en/search/", "/api/v1/search/", "/lo/search/export.csv", "/km/search/feed.atom"):
        assert client.get(f"{path}?{query}").status_code in (200, 400, 404), path


@bounded(200)
@given(
    st.binary(max_size=80)
    | json_values.map(lambda value: json.dumps(value).encode())
    | json_values.map(lambda value: json.dumps({"kind": value}).encode())
)
def test_a_line_is_a_record_or_has_problems(line):
    try:
        parsing.parse(line)
    except Problems as problems:
        assert problems


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [path] if path else []
    children = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    )
    for key, each in children:
        found += places(each, (*path, key))
    return found


RECORDS = (CASE, EXPERT, COLLECTION)
changes = st.sampled_from(RECORDS).flatmap(
    lambda record: st.tuples(st.just(record), st.sampled_from(places(record)), json_values)
)


@pytest.mark.django_db
@bounded(80)
@given(changes)
def test_a_record_with_anything_anywhere_is_read_or_has_problems(site, change):
    from kb.exchange import registry

    record, path, value = change
    made = json.loads(json.dumps(record))
    place = made
    for part in path[:-1]:
        place = place[part]
    place[path[-1]] = value
    try:
        read, _problems = parsing.parse(json.dumps(made).encode())
        registry.get(read["kind"]).read(read)
    except Problems as problems:
        assert problems
