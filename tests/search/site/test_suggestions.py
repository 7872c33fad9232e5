"""What is suggested while somebody types: pages that the public may see now, by any of their names."""

from __future__ import annotations

import re

import pytest
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page, PageViewRestriction

from search import draining
from search.models import Record
from search.suggesting import held, terms
from search.suggesting.answers import MOST, suggest
from tests.search import plans
from tests.search.site.test_api import break_engine

pytestmark = pytest.mark.django_db


@pytest.fixture
def engine(engine_name):
    """Both engines: neither is asked, but each fills the rows that suggestions are made of."""
    return engine_name


@pytest.fixture
def soils(index):
    """A vocabulary of the test's own."""
    names = {"clay": {"en": ("Clay", "Kaolin"), "km": ("ដីឥដ្ឋ",)}, "loam": {"en": ("Loam",)}}
    version = ["1"]
    soils = terms.Terms("soil", "Soil", lambda: version[0], lambda: dict(names), lambda key: f"/soil/{key}/")
    terms.register(soils)
    yield names, version
    terms.unregister("soil")
    held.forget()


def titles(typed, language="en"):
    return [each.title for each in suggest(typed, language)]


def test_a_work_is_suggested_in_the_readers_language_by_any_of_its_titles(garden):
    page = garden.plant("Cassava root")
    garden.plant("ដំឡូងមី", code="km", of=page)
    garden.drain()
    (found,) = suggest("cass", "km")
    assert (found.title, found.language, found.language_name) == ("ដំឡូងមី", "km", "")
    (found,) = suggest("cass", "en")
    assert (str(found.label), found.href) == ("plant", f"/en/{page.slug}/")
    (found,) = suggest("ដំឡូង", "lo")
    assert (found.title, found.language, found.language_name) == ("ដំឡូងមី", "km", "ខ្មែរ")
    assert titles("cassva") == titles("root") == ["Cassava root"]
    assert titles("sava r") == []


def test_a_change_is_heard_of(garden):
    page = garden.plant("Cassava")
    garden.drain()
    assert titles("cassava") == ["Cassava"]
    held_before = held.current().works
    assert held.current().works is held_before, "nothing was new"
    page.title = "Manioc"
    page.save_revision().publish()
    garden.plant("Yam")
    garden.drain()
    assert (titles("cassava"), titles("manioc"), titles("yam")) == ([], ["Manioc"], ["Yam"])
    page.delete()
    garden.drain()
    assert (titles("manioc"), titles("yam")) == ([], ["Yam"])


def hide(page):
    page.unpublish()


def restrict(page):
    PageViewRestriction.objects.create(page=page, restriction_type="login")


def remove(page):
    page.delete()


def silently(page):
    Page.objects.filter(pk=page.pk).update(live=False)


@pytest.mark.parametrize("how", [hide, restrict, remove, silently])
def test_what_was_hidden_is_gone_before_anything_heard_of_it(garden, how):
    page = garden.plant("Cassava")
    garden.drain()
    assert titles("cassava") == ["Cassava"]
    how(page)
    assert titles("cassava") == []


def test_what_lies_below_a_hidden_page_is_gone(garden):
    section = garden.section("Roots")
    garden.plant("Cassava", under=section)
    garden.drain()
    assert titles("cassava") == ["Cassava"]
    restrict(section)
    assert titles("cassava") == []


def test_a_title_that_waits_to_be_read_again_is_not_shown(garden):
    page = garden.plant("Cassava of the Vong family")
    garden.drain()
    page.title = "Cassava of a family"
    page.save_revision().publish()
    assert titles("cassava") == []
    draining.drain()
    assert titles("cassava") == ["Cassava of a family"]


def test_a_translation_that_may_not_be_seen_neither_shows_nor_leads_to_the_work(garden):
    page = garden.plant("Cassava")
    khmer = garden.plant("ដំឡូងមី", code="km", of=page)
    garden.drain()
    restrict(khmer)
    garden.drain()
    assert titles("cassava", "km") == ["Cassava"]
    assert titles("ដំឡូងមី", "km") == []


def test_others_take_the_place_of_what_may_not_be_shown(garden):
    hidden = [garden.plant(f"Yam {number}") for number in range(3)]
    for number in range(3, MOST + 3):
        garden.plant(f"Yam number {number}")
    garden.drain()
    for page in hidden:
        silently(page)
    assert len(titles("yam")) == MOST


def test_drafts_are_never_suggested(garden):
    garden.plant("Cassava", live=False)
    garden.drain()
    assert titles("cassava") == []


def test_entries_of_a_vocabulary_are_suggested_by_their_other_names_and_in_turns_with_works(garden, soils):
    names, version = soils
    for number in range(MOST + 2):
        garden.plant(f"Clay plant {number}")
    garden.drain()
    found = suggest("clay", "en")
    assert len(found) == MOST
    assert [each.href for each in found][-1] == "/soil/clay/"
    assert (found[-1].title, found[-1].label) == ("Clay", "Soil")
    assert titles("kaolin") == titles("kaoiln") == ["Clay"]
    assert titles("kaolin", "km") == ["ដីឥដ្ឋ"]
    (found,) = suggest("loam", "km")
    assert (found.title, found.language, found.language_name) == ("Loam", "en", "English")
    names["peat"], version[0] = {"en": ("Peat",)}, "2"
    assert titles("peat") == ["Peat"]


def test_works_are_left_out_when_the_database_does_not_answer(garden, soils, monkeypatch):
    garden.plant("Clay plant")
    garden.drain()
    assert len(titles("clay")) == 2

    def broken(*args, **kwargs):
        raise DatabaseError

    monkeypatch.setattr("search.hits.visible", broken)
    assert titles("clay") == ["Clay"]


def test_the_engine_is_not_needed(garden, settings, tmp_path):
    garden.plant("Cassava")
    garden.drain()
    settings.SEARCH_ENGINE = "embedded"  # whichever it was
    break_engine(settings, tmp_path)
    assert titles("cassava") == ["Cassava"]


def test_a_process_that_has_read_nothing_yet_suggests_nothing(garden, settings):
    garden.plant("Cassava")
    garden.drain()
    held.forget()
    settings.SEARCH_WORKER = True  # the thread of the process looks, and runs in none of the tests
    assert titles("cassava") == []
    held.refresh()
    assert titles("cassava") == ["Cassava"]
    settings.SEARCH_WORKER = False


def test_works_that_were_written_late_are_read(garden):
    """Their version was taken before that of others, which are held already."""
    garden.plant("Cassava")
    garden.drain()
    assert titles("yam") == []
    newest = Record.objects.get().version
    garden.plant("Yam")
    garden.drain()
    Record.objects.filter(projections__title="Yam").update(version=newest - 1_000)
    assert titles("yam") == ["Yam"]


def test_queries_do_not_grow(garden, settings):
    def count():
        with CaptureQueriesContext(connection) as queries:
            assert suggest("cassava", "en")
        return len(queries)

    garden.plant("Cassava")
    garden.drain()
    held.refresh()
    settings.SEARCH_WORKER = True
    try:
        assert count() == 4  # the outbox, the rows, and two for what may be seen
        for number in range(20):
            garden.plant("ដំឡូងមី", code="km", of=garden.plant(f"Cassava {number}"))
        settings.SEARCH_WORKER = False
        garden.drain()
        held.refresh()
        settings.SEARCH_WORKER = True
        assert count() == 4
    finally:
        settings.SEARCH_WORKER = False


# --- over HTTP ------------------------------------------------------------------------------------------


def ask(client, typed, language="en", **more):
    return client.get(f"/{language}/search/suggest/", {"q": typed}, **more)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="of SQLite alone")
def test_whether_works_are_new_is_asked_without_reading_them(garden):
    garden.plant("Cassava")
    garden.drain()
    held.refresh()
    with CaptureQueriesContext(connection) as asked:
        held.refresh()
    [of_works] = [each["sql"] for each in asked if "search_record" in each["sql"]]
    assert all("COVERING INDEX" in step for step in plans.steps(of_works) if step.startswith("SCAN"))


def test_the_answer_is_a_list_of_links(garden, client):
    page = garden.plant('Cassava <b> & "root"')
    garden.plant("Cassava, sweet")
    garden.drain()
    assert 'data-said="2 suggestions"' in ask(client, "cassava").content.decode()
    answer = ask(client, "cassava", "km")
    html = answer.content.decode()
    assert html.count('role="option"') == 2
    assert f'href="/km/{page.slug}/"' in html
    assert "&lt;b&gt; &amp; &quot;root&quot;" in html
    assert re.search(r'<span lang="en">Cassava', html)
    assert "<html" not in html
    assert answer["Cache-Control"] == "private, max-age=60"
    assert answer["X-Robots-Tag"] == "noindex"
    assert not answer.cookies


@pytest.mark.parametrize(
    "typed", ["", " ", "a", "\x00", "xx", "(((", "a" * 5_000, "\ud800", "🌾🌾", "％％", '"', "‮ab"]
)
def test_whatever_is_typed_is_answered(garden, client, typed):
    garden.plant("Cassava")
    garden.drain()
    address = "/en/search/suggest/"
    answer = client.get(address, {"q": typed.encode("utf-8", "surrogatepass")})
    assert (answer.status_code, answer.content.strip()) == (200, b"")


def test_nothing_else_than_reading_is_answered(garden, client):
    assert client.post("/en/search/suggest/", {"q": "cassava"}).status_code == 405
    assert client.get("/en/search/suggest/").status_code == 200
