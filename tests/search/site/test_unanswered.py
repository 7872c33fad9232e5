"""Searches that found nothing are counted, and nothing about anybody is kept."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from search import unanswered
from search.models import UnansweredSearch
from search.params import Params

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_held():
    unanswered.discard()
    yield
    unanswered.discard()


def a_day_later():
    for row in UnansweredSearch.objects.all():
        row.last_day -= timedelta(days=1)
        row.save()


def ask(client, *queries, days=1):
    for _ in range(days):
        for query in queries:
            client.get("/en/search/", {"q": query})
        unanswered.flush()
        a_day_later()


def shown():
    return list(UnansweredSearch.objects.shown().values_list("language", "words", "count"))


def test_words_are_written_down_on_the_third_day(garden, client):
    ask(client, "Quinoa", days=2)
    assert shown() == []
    assert "quinoa" not in str(list(UnansweredSearch.objects.values_list()))
    ask(client, "  QUINOA ")
    assert shown() == [("en", "quinoa", 3)]


def test_a_day_counts_once_however_often_somebody_asks(garden, client):
    for _ in range(5):
        client.get("/en/search/", {"q": "Quinoa"})
        unanswered.flush()
    assert shown() == []
    assert list(UnansweredSearch.objects.values_list("count", "days")) == [(5, 1)]


def test_what_was_found_is_not_counted(garden, client):
    garden.plant("Cassava")
    garden.drain()
    ask(client, "cassava", days=3)
    assert not UnansweredSearch.objects.exists()


def test_an_engine_that_is_down_found_nothing_and_counts_nothing(garden, client, settings, tmp_path):
    from search.engines import reset_engine

    settings.SEARCH_INDEX_DIR = tmp_path / "none"
    reset_engine()
    ask(client, "quinoa", days=3)
    assert not UnansweredSearch.objects.exists()


@pytest.mark.parametrize(
    "query",
    [
        "bounmy@example.org",
        "020 5555 1234",
        "+856-20-55551234",
        "໐໒໐ ໕໕໕໕ ໑໒໓໔",
        "https://example.org",
        "one two three four five six seven eight nine",
        "x" * 61,
        "",
    ],
)
def test_what_may_tell_of_a_person_is_never_counted(query):
    assert unanswered.countable(Params(q=query)) == ""


def test_a_narrowed_search_is_not_counted_and_a_year_is_no_number_of_a_person():
    assert unanswered.countable(Params(q="rice 2020")) == "rice 2020"
    assert unanswered.countable(Params(q="rice", kinds=("plant",))) == ""
    assert unanswered.countable(Params(q="rice", year_from=2020)) == ""


def test_what_nobody_asks_any_more_is_deleted(garden, client):
    today = timezone.localdate()
    for digest, words, age in (("a", "", 31), ("b", "rice", 31), ("c", "maize", 91), ("d", "", 29)):
        UnansweredSearch.objects.create(
            digest=digest, language="en", words=words, count=1, days=1, last_day=today - timedelta(days=age)
        )
    ask(client, "quinoa")
    assert set(
        UnansweredSearch.objects.exclude(days=1, count=1, language="en", words="").values_list("words")
    ) == {("rice",)}
    assert set(UnansweredSearch.objects.filter(digest__in="abcd").values_list("digest", flat=True)) == {
        "b",
        "d",
    }


def test_the_table_and_the_memory_are_bounded(garden, client, monkeypatch):
    monkeypatch.setattr(unanswered, "MOST_ROWS", 3)
    monkeypatch.setattr(unanswered, "MOST_HELD", 5)
    ask(client, *(f"quinoa{number}x" for number in "abcdefgh"))
    assert UnansweredSearch.objects.count() == 3


def test_counting_costs_a_request_no_query(garden, client):
    client.get("/en/search/", {"q": "quinoa"})
    with CaptureQueriesContext(connection) as queries:
        client.get("/en/search/", {"q": "quinoa"})
    assert not [query for query in queries if "unanswered" in query["sql"]]


def test_the_report_and_its_export_in_which_nothing_is_a_formula(garden, client, admin):
    ask(client, "quinoa", "quinoa", "=1+2", days=3)
    client.force_login(admin)
    html = client.get("/admin/reports/searched-in-vain/").text
    assert "quinoa" in html
    response = client.get("/admin/reports/searched-in-vain/", {"export": "csv"})
    lines = b"".join(response.streaming_content).decode().splitlines()
    assert lines[0] == "Language,Words,Searches,Days,Last day"
    assert lines[1].startswith("English,quinoa,6,3,")
    assert lines[2].startswith("English,'=1+2,3,3,")


def test_the_workers_thread_writes_it_down(garden, client):
    from search import worker

    client.get("/en/search/", {"q": "quinoa"})
    assert worker.write_down() == 1
    assert UnansweredSearch.objects.count() == 1
