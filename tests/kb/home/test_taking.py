"""What a search finds, taken along: as a table, as references, as a feed."""

from __future__ import annotations

import csv
import io
import xml.etree.ElementTree as ElementTree
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction

from search import draining, exports, taking
from search.engines import EngineUnavailable, get_engine
from search.params import Params
from tests.factories import make_case, make_collection, make_expert, translate

ATOM = "{http://www.w3.org/2005/Atom}"
EVIL = 'Water\r\nER  - \r\nTY  - JOUR\r\nTI  - Forged, "quoted"\n=1+1'
FILES = ("export.csv", "export.ris", "feed.atom")


def body(response) -> str:
    assert response.status_code == 200
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return content.decode()


def table(client, address: str) -> list[dict[str, str]]:
    text = body(client.get(address))
    assert text.startswith("\ufeff")  # else a spreadsheet would not read Khmer
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def references(client, address: str) -> list[str]:
    text = body(client.get(address))
    assert text.count("ER  - ") == text.count("TY  - ")
    return [line[6:] for line in text.splitlines() if line.startswith("TI  - ")]


def entries(client, address: str):
    return ElementTree.fromstring(body(client.get(address)).encode()).findall(f"{ATOM}entry")  # noqa: S314


def test_all_of_a_search_is_taken_not_only_its_page(site, search_index, client):
    for number in range(23):
        make_case(f"Water {number:02}")
    make_case("Road", themes=["roads"])
    search_index()
    query = "?q=water&sort=title&page=2&page_size=5&limit=1000000000"
    wanted = [f"Water {number:02}" for number in range(23)]
    assert [row["Title"] for row in table(client, f"/en/search/export.csv{query}")] == wanted
    assert references(client, f"/en/search/export.ris{query}") == wanted
    assert len(entries(client, f"/en/search/feed.atom{query}")) == 23


def test_a_row_says_what_the_card_says_in_the_readers_language(site, search_index, client):
    case = make_case("Water", summary="Clean.", code="water", country="KH", tags=["spring"])
    translate(case, "km", "ទឹក", summary="ស្អាត", translation_state="machine")
    make_expert("Bounmy")
    search_index()
    [row] = table(client, "/km/search/export.csv?kind=case")
    assert [row[name] for name in ("ចំណងជើង", "ប្រទេស")] == ["ទឹក", "កម្ពុជា"]
    assert "ស្អាត" in row.values()
    assert "http://testserver/km/cases/kh/water/" in row.values()
    assert [row["Title"] for row in table(client, "/en/search/export.csv?sort=title")] == ["Bounmy", "Water"]
    [original] = table(client, "/vi/search/export.csv?kind=case")
    assert "Water" in original.values()


def test_one_work_is_one_record_whatever_its_title(site, search_index, client):
    make_case(EVIL, summary=EVIL, organisations=[{"name": "=cmd|' /C calc'!A0", "role": "funder"}])
    make_case("Second")
    search_index()
    rows = table(client, "/en/search/export.csv?sort=title")
    assert len(rows) == 2
    assert all("\n" not in value and "\r" not in value for row in rows for value in row.values())
    assert rows[1]["Organisation"].startswith("'=cmd")
    assert len(references(client, "/en/search/export.ris")) == 2


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "\r=", "\ufeff =", "\uff1d", "\u2028@"])
def test_no_cell_is_a_formula(start):
    assert exports.cell(f"{start}1+1").startswith("'")
    assert exports.cell("a = b; c") == "a = b; c"


@pytest.mark.parametrize("text", ["pumps;=1+1", 'pumps; "=1+1', "pumps ; \u200b@SUM(1)", "a;b;-2"])
def test_nor_is_what_a_semicolon_parts_from_a_cell(text):
    """Where a decimal is written with a comma, a spreadsheet reads semicolons between cells."""
    assert all(part.lstrip(' \u200b"')[:1] not in "=+-@" for part in exports.cell(text).split(";"))


def test_a_feed_is_well_formed_and_its_addresses_are_whole(site, search_index, client):
    for title in ("A\x01B", "x ]]> y", "salt & pepper", "<b>bold</b> 🌾"):
        make_case(title, summary=title)
    search_index()
    found = entries(client, "/lo/search/feed.atom?q=&kind=case")
    assert {entry.findtext(f"{ATOM}title") for entry in found} == {
        "A B", "x ]]> y", "salt & pepper", "<b>bold</b> 🌾",
    }  # fmt: skip
    for entry in found:
        assert entry.find(f"{ATOM}link").get("href").startswith("http://testserver/lo/cases/")
        assert entry.get("{http://www.w3.org/XML/1998/namespace}lang") == "en"
        assert "<b>" not in entry.findtext(f"{ATOM}summary")
    answer = client.get("/lo/search/feed.atom?q=%3Cscript%3E%26%01&kind=case&kind=expert")
    root = ElementTree.fromstring(answer.content)  # noqa: S314
    assert (
        root.find(f"{ATOM}link[@rel='self']")
        .get("href")
        .startswith("http://testserver/lo/search/feed.atom?q=")
    )


def test_a_feed_has_the_newest_and_is_sent_once(site, search_index, client):
    for number in range(32):
        case = make_case(f"Case {number:02}")
        published = datetime(2026, 5, 1, 12, number, tzinfo=UTC)
        type(case).objects.filter(pk=case.pk).update(last_published_at=published)
    search_index()
    titles = [entry.findtext(f"{ATOM}title") for entry in entries(client, "/en/search/feed.atom?sort=title")]
    assert titles == [f"Case {number:02}" for number in range(31, 1, -1)]
    first = client.get("/en/search/feed.atom")
    again = client.get("/en/search/feed.atom", headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("name", FILES)
def test_what_was_hidden_is_gone_from_the_next_file_though_the_index_is_behind(
    site, search_index, client, name
):
    shown = make_case("Shown")
    for number, hide in enumerate((
        lambda page: page.unpublish(),
        lambda page: page.delete(),
        lambda page: PageViewRestriction.objects.create(page=page, restriction_type="login"),
        lambda page: type(page).objects.filter(pk=page.pk).update(live=False),
    )):  # fmt: skip
        page = make_case(f"C-CANARY {number}")
        search_index()
        assert "C-CANARY" in body(client.get(f"/en/search/{name}"))
        hide(page)
        text = body(client.get(f"/en/search/{name}"))
        assert "C-CANARY" not in text
        assert shown.title in text
    make_case("C-CANARY draft", live=False)
    draining.drain()
    assert "C-CANARY" not in body(client.get(f"/en/search/{name}"))


@pytest.mark.parametrize("name", FILES)
def test_a_fallen_engine_gives_no_empty_file(site, search_index, client, name, settings, tmp_path):
    from search.engines import reset_engine

    make_case("Water")
    search_index()
    settings.SEARCH_INDEX_DIR = tmp_path / "nothing"
    reset_engine()
    with pytest.raises(EngineUnavailable):
        get_engine().search({"query": {"match_all": {}}})
    answer = client.get(f"/en/search/{name}?q=water")
    assert answer.status_code == 503
    assert answer["Retry-After"]


@pytest.mark.parametrize("name", FILES)
def test_what_cannot_be_asked_is_refused(site, search_index, client, name):
    search_index()
    for query in (
        "q=" + "(" * 3000,
        "year_from=NaN",
        "year_from=2020&year_to=1990",
        "kind=nonsense",
        "sort=password",
    ):
        assert client.get(f"/en/search/{name}?{query}").status_code == 400, query
    for query in (
        "page=-1",
        "page=1000000000",
        "utm=x",
        "country=../../etc/passwd",
        "q=a%00b",
        "q=%ed%a0%80",
    ):
        assert client.get(f"/en/search/{name}?{query}").status_code == 200, query
    assert client.post(f"/en/search/{name}").status_code == 405
    assert client.get("/en/search/export.exe").status_code == 404


def test_a_long_list_is_cut_where_it_says_and_read_a_piece_at_a_time(site, search_index, client, monkeypatch):
    for number in range(7):
        make_case(f"Case {number}")
    search_index()
    taken = taking.take(Params(), "en", 5)
    assert (taken.total, len(taken.identities)) == (7, 5)
    monkeypatch.setattr(taking, "BATCH", 2)
    assert [len(batch) for batch in taken.batches()] == [2, 2, 1]
    page = client.get("/en/search/?kind=case").text
    assert "/en/search/export.csv?kind=case" in page
    assert "Files have the first" not in page
    monkeypatch.setattr("search.presenting.MOST", 5)
    assert "Files have the first 5." in client.get("/en/search/?kind=case").text


def test_a_file_costs_queries_by_the_batch(site, search_index, client):
    def count(address):
        body(client.get(address))
        with CaptureQueriesContext(connection) as queries:
            body(client.get(address))
        return len(queries)

    for number in range(3):
        make_case(f"Case {number}")
    search_index()
    few = [count(f"/en/search/{name}") for name in ("export.csv", "feed.atom")]
    for number in range(9):
        make_case(f"More {number}", tags=[f"tag {number}"])
    make_collection(entries=[])
    search_index()
    assert [count(f"/en/search/{name}") for name in ("export.csv", "feed.atom")] == few


def test_the_page_names_its_feed(site, search_index, client):
    make_case("Water")
    search_index()
    html = client.get("/en/search/?q=water&page=1").text
    assert 'type="application/atom+xml"' in html
    assert html.count('href="/en/search/feed.atom?q=water"') == 2
    assert 'href="/en/search/export.ris?q=water"' in html
