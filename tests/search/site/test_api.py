"""The JSON answer: its shape, its errors, and that it says the same as the page."""

from __future__ import annotations

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from search.engines import reset_engine

pytestmark = pytest.mark.django_db
URL = "/api/v1/search/"


def ask(client, **parameters):
    return client.get(URL, parameters)


def test_the_answer_is_what_the_interface_promises(garden, client):
    page = garden.plant(
        "Cassava", summary="A root", body="The root is boiled.", country="KH", uses="fruit", slug="c"
    )
    garden.plant("ມັນຕົ້ນ", code="lo", of=page)
    garden.drain()
    response = ask(client, q="root boiled", lang="lo", grown_in="KH")
    assert response.status_code == 200
    assert response["Content-Type"] == "application/json"
    assert response["Content-Language"] == "lo"
    answer = response.json()
    assert {key: answer[key] for key in ("total", "page", "page_size", "degraded", "loosened")} == {
        "total": 1,
        "page": 1,
        "page_size": 20,
        "degraded": False,
        "loosened": False,
    }
    [result] = answer["results"]
    assert result == {
        "id": str(page.translation_key),
        "external_id": "c",
        "kind": "plant",
        "title": "ມັນຕົ້ນ",
        "url": result["url"],
        "language": "lo",
        "languages": ["en", "lo"],
        "states": {"en": "original", "lo": "original"},
        "countries": [],
        "themes": [],
        "summary": "",
        "highlight": "The <mark>root</mark> is <mark>boiled</mark>.",
        "highlight_language": "en",
        "reason": "text",
        "details": {"place": "Cambodia"},
    }
    assert result["url"].startswith("http://testserver/")
    assert answer["facets"]["grown_in"] == [{"key": "KH", "label": "Cambodia", "count": 1, "selected": True}]
    assert [value["key"] for value in answer["facets"]["use"]] == ["food", "fruit"]


def test_it_may_be_read_from_anywhere_without_credentials(garden, client):
    response = client.get(URL, headers={"origin": "https://evil.example"})
    assert response["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in response
    assert client.options(URL).status_code == 204


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "trace"])
def test_only_reading_is_answered(garden, client, method):
    client.handler.enforce_csrf_checks = True
    response = getattr(client, method)(URL, headers={"x-http-method-override": "GET"})
    assert response.status_code == 405
    assert response["Allow"] == "GET, HEAD, OPTIONS"
    assert response["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("parameters", "parameter", "code"),
    [
        ({"q": "(" * 3000}, "q", "query_too_long"),
        ({"sort": "password"}, "sort", "unknown_sort"),
        ({"sort": "-user__email"}, "sort", "unknown_sort"),
        ({"sort": "?"}, "sort", "unknown_sort"),
        ({"year_from": "-500"}, "year_from", "bad_year"),
        ({"year_from": "99999999999"}, "year_from", "bad_year"),
        ({"year_from": "NaN"}, "year_from", "bad_year"),
        ({"year_from": "1" + "0" * 30}, "year_from", "bad_year"),
        ({"year_from": "2020", "year_to": "1990"}, "year_from", "years_reversed"),
        ({"page": "1000000000"}, "page", "bad_page"),
        ({"page": "9" * 5000}, "page", "bad_page"),
        ({"page": "1_0"}, "page", "bad_page"),
        ({"page": "2"}, "page", "bad_page"),
        ({"page_size": "10000"}, "page_size", "bad_page_size"),
        ({"kind": "user"}, "kind", "unknown_kind"),
        ({"language": "xx"}, "language", "unknown_language"),
        ({"lang": "xx"}, "lang", "unknown_lang"),
        ({"user__email": "a"}, "user__email", "unknown_parameter"),
    ],
)
def test_what_cannot_be_used_is_named_with_what_is_allowed(garden, client, parameters, parameter, code):
    response = ask(client, **parameters)
    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"
    document = response.json()
    assert document["status"] == 400
    [problem] = document["problems"]
    assert (problem["parameter"], problem["code"]) == (parameter, code)
    if code == "unknown_sort":
        assert problem["allowed"] == ["relevance", "newest", "title"]


def test_an_unknown_value_of_a_facet_finds_nothing(garden, client):
    garden.plant("Cassava", country="KH")
    garden.drain()
    answer = ask(client, grown_in="../../etc/passwd").json()
    assert answer["total"] == 0
    assert {"key": "../../etc/passwd", "label": "../../etc/passwd", "count": 0, "selected": True} in answer[
        "facets"
    ]["grown_in"]


def test_markup_in_texts_stays_text(garden, client):
    garden.plant("Cassava", body="root <script>alert(1)</script> {{ 7|add:7 }}")
    garden.drain()
    [result] = ask(client, q="root").json()["results"]
    assert result["highlight"].startswith("<mark>root</mark> &lt;script&gt;")


def test_page_and_interface_find_the_same(garden, client):
    for number in range(5):
        garden.plant(f"Cassava {number}", country="KH")
    garden.drain()
    answer = ask(client, q="cassava", sort="title").json()
    html = client.get("/en/search/?q=cassava&sort=title").content.decode()
    places = [html.index(f"</mark> {number}</a>") for number in range(5)]
    assert [result["title"] for result in answer["results"]] == [f"Cassava {number}" for number in range(5)]
    assert places == sorted(places)


@pytest.mark.parametrize("path", [URL, "/en/search/"])
def test_an_anonymous_search_takes_at_most_six_queries(garden, client, path):
    for number in range(25):
        page = garden.plant(f"Cassava {number}", country="KH", uses="fruit")
        garden.plant(f"ມັນ {number}", code="lo", of=page)
    garden.drain()
    for _ in range(
        2
    ):  # the first request of all makes the site's settings, the next one keeps them in memory
        client.get(path, {"q": "cassava"})
    with CaptureQueriesContext(connection) as queries:
        response = client.get(path, {"q": "cassava", "grown_in": "KH"})
    assert response.status_code == 200
    assert len(queries) <= 6, "\n".join(query["sql"] for query in queries)


def test_an_engine_that_is_down_is_never_no_results(garden, client, settings, tmp_path):
    garden.plant("Cassava", country="KH")
    garden.plant("Maize", country="LA")
    garden.drain()
    break_engine(settings, tmp_path)
    answer = ask(client, q="cassava").json()
    assert answer["degraded"] is True
    assert [result["title"] for result in answer["results"]] == ["Cassava"]
    assert ask(client, q="cassava", grown_in="LA").status_code == 503
    response = ask(client, q="nowhere")
    assert response.status_code == 503
    assert response["Retry-After"]
    assert json.loads(response.content)["title"] == "search_unavailable"


def break_engine(settings, tmp_path):
    """Point the site to a folder without an index, as after a lost disk."""
    settings.SEARCH_INDEX_DIR = tmp_path / "lost"
    reset_engine()
