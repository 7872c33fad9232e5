"""What a reader keeps: in a cookie, without a session, of public works only."""

from __future__ import annotations

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kb.home.kept import COOKIE, LONGEST, MOST
from tests.factories import make_case, make_expert

HERE = {"Origin": "http://testserver"}


@pytest.fixture
def works(site, search_index):
    made = [make_case("Water", code="water"), make_case("Road", code="road"), make_expert(code="bounmy")]
    search_index()
    return made


def post(client, headers=HERE, **values):
    return client.post("/en/kept/", values, headers=headers)


def kept(client) -> list[str]:
    value = client.cookies[COOKIE].value if COOKIE in client.cookies else ""
    return value.split(".") if value else []


def test_a_hit_is_kept_and_the_reader_is_back_where_they_were(works, client):
    page = client.get("/en/search/?q=water").text
    assert '<form method="post" action="/en/kept/"' in page
    assert 'name="keep" value="water"' in page
    assert 'value="/en/search/?q=water"' in page
    assert "Kept (" not in page
    answer = post(client, keep="water", next="/en/search/?q=water")
    assert answer.status_code == 302
    assert answer["Location"] == "/en/search/?q=water#keep-water"
    assert client.cookies[COOKIE]["httponly"]
    assert client.cookies[COOKIE]["samesite"] == "Lax"
    page = client.get("/en/search/?q=water")
    assert "Kept (1)" in page.text
    assert 'name="drop" value="water"' in page.text
    assert "Cookie" in page["Vary"]
    assert "private" in page["Cache-Control"]
    post(client, drop="water")
    assert kept(client) == []
    assert Session.objects.count() == 0


def test_cases_and_experts_can_be_kept_from_their_pages(works, client):
    for page in (works[0], works[2]):
        assert f'name="keep" value="{page.slug}"' in client.get(page.url).text
        post(client, keep=page.slug, next=page.url)
    assert kept(client) == ["water", "bounmy"]
    answer = client.get(works[0].url)
    assert "Kept (2)" in answer.text
    assert "private" in answer["Cache-Control"]


def test_the_list_is_shown_taken_along_and_shared(works, client):
    for code in ("road", "water"):
        post(client, keep=code)
    page = client.get("/en/kept/").text
    assert page.index('href="/en/cases/la/road/"') < page.index('href="/en/cases/la/water/"')
    assert "http://testserver/en/kept/?codes=road,water" in page
    other = Client()
    shared = other.get("/en/kept/?codes=road,water,nothing,..%2F,<b>").text
    assert "A shared list" in shared
    assert shared.count('<li class="hit ') == 2
    assert "Not available any more: 1" in shared
    for form, sign in (("csv", "/en/cases/la/road/"), ("ris", "TI  - Road")):
        answer = other.get(f"/en/kept/export.{form}?codes=road,water,nothing")
        assert answer["Content-Disposition"] == f'attachment; filename="kept.{form}"'
        assert sign in b"".join(answer.streaming_content).decode()
    assert other.get("/en/kept/export.exe").status_code == 404
    other.post("/en/kept/", {"keep": ["road", "water"]}, headers=HERE)
    assert kept(other) == ["road", "water"]
    other.post("/en/kept/", {"clear": "1"}, headers=HERE)
    assert kept(other) == []
    assert "Nothing is here yet" in other.get("/en/kept/").text


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Referer": "https://evil.example/testserver"},
        {"Origin": "http://[broken"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://testserver"},
        {"Sec-Fetch-Site": "same-site", "Origin": "http://testserver"},
    ],
)
def test_another_site_keeps_nothing(works, client, headers):
    answer = post(client, headers=headers, keep="water")
    assert answer.status_code == 403
    assert "could not be accepted" in answer.text
    assert kept(client) == []


@pytest.mark.parametrize("headers", [{"Referer": "http://testserver/en/"}, {"Sec-Fetch-Site": "same-origin"}])
def test_the_site_itself_may(works, client, headers):
    post(client, headers=headers, keep="water")
    assert kept(client) == ["water"]


@pytest.mark.parametrize(
    "address",
    [
        "//evil.example",
        "/\\evil.example",
        "https:evil",
        "https://evil.example/",
        "\x08//evil",
        "http://kb@evil",
        "",
        "/a\r\nX: y",
    ],
)
def test_nobody_is_led_elsewhere(works, client, address):
    assert post(client, keep="water", next=address)["Location"].startswith("/en/kept/")


def test_a_list_has_an_end(works, client):
    client.cookies[COOKIE] = ".".join(f"w{number}" for number in range(MOST))
    answer = post(client, keep="water", next="/en/")
    assert answer["Location"] == "/en/kept/?full=1"
    assert len(kept(client)) == MOST
    assert "The list is full" in client.get(answer["Location"]).text
    client.cookies[COOKIE] = "x" * 100_000
    assert client.get("/en/kept/").status_code == 200
    long = [f"{number:060}" for number in range(MOST)]
    client.post("/en/kept/", {"keep": long}, headers=HERE)
    assert len(client.cookies[COOKIE].value) <= LONGEST


@pytest.mark.parametrize("cookie", ["<script>", "..", "a b", "-", "A", "water\x00", "é", ";", "1" * 61])
def test_a_forged_cookie_is_nothing(works, client, cookie):
    client.cookies[COOKIE] = cookie
    answer = client.get("/en/kept/")
    assert answer.status_code == 200
    assert "<script>alert" not in answer.text
    post(client, keep="water")
    assert kept(client) == ["water"]


def test_what_is_hidden_leaves_the_list_though_the_index_is_behind(works, client):
    post(client, keep="water")
    works[0].unpublish()
    draft = make_case("Canary", code="canary", live=False)
    for address in ("/en/kept/", f"/en/kept/?codes=water,{draft.slug}"):
        page = client.get(address).text
        assert '<li class="hit ' not in page
        assert "Canary" not in page
    answer = client.get(f"/en/kept/export.csv?codes=water,{draft.slug}")
    assert len(b"".join(answer.streaming_content).decode().splitlines()) == 1


def test_keeping_costs_nobody_a_query(works, client):
    def count(address):
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(address)
        assert COOKIE not in answer.cookies
        return len(queries)

    before = count("/en/search/?q=water")
    client.cookies[COOKIE] = "water.road"
    assert count("/en/search/?q=water") == before <= 6
    assert count("/en/kept/") <= 6


def test_with_htmx_the_number_in_the_head_follows(works, client):
    client.cookies[COOKIE] = "water"
    part = client.get("/en/search/?q=water", headers={"HX-Request": "true"}).text
    assert 'id="kept-link" hx-swap-oob="true"' in part
    assert "hx-swap-oob" not in client.get("/en/search/?q=water").text
