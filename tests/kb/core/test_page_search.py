"""Editors find pages by Wagtail's own search, and what it costs to save one does not grow with the site."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from modelsearch.backends import database, get_search_backend
from wagtail.models import Page
from wagtail.search.models import IndexEntry

from cases.models import CasePage
from kb.core import page_search
from kb.core.page_search import MEAN
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def known_mean():
    cache.set(MEAN, 12.0)


def entry(page):
    return IndexEntry.objects.get(content_type=page.cached_content_type, object_id=str(page.pk))


def found(words):
    return [page.title for page in Page.objects.search(words)]


def test_what_was_written_is_found_by_its_new_title(site):
    page = factories.make_case("Clean wells")
    assert found("wells") == ["Clean wells"]
    page.title = "Clean springs"
    factories.publish(page)
    assert found("springs") == ["Clean springs"]
    assert found("wells") == []


def test_a_title_counts_by_its_length_as_after_a_rebuild(site, known_mean):
    pages = [factories.make_case(title) for title in ("Wells", "Wells for every village of the hills")]
    short, long = (entry(page).title_norm for page in pages)
    assert short > long
    rebuilder = get_search_backend().rebuilder_class(get_search_backend().get_index_for_model(CasePage))
    rebuilder.start()
    rebuilder.finish()
    again, longer = (entry(page).title_norm for page in pages)
    assert again / longer == pytest.approx(short / long)


def test_a_save_reads_no_titles_but_its_own(site, known_mean):
    factories.make_case("First")
    with CaptureQueriesContext(connection) as queries:
        factories.make_case("Second")
    written = [each["sql"] for each in queries if each["sql"].startswith("UPDATE")]
    of_entries = [sql for sql in written if "indexentry" in sql]
    assert of_entries
    assert all('"object_id" IN' in sql or '"object_id" =' in sql for sql in of_entries)
    assert not [each["sql"] for each in queries if "AVG(" in each["sql"]]


def test_the_mean_is_remembered_of_many_titles_alone(site, monkeypatch):
    factories.make_case("Wells")
    assert cache.get(MEAN) is None
    monkeypatch.setattr(page_search, "_MANY", 1)
    factories.make_case("Springs")
    assert cache.get(MEAN) is not None


@pytest.mark.skipif(connection.vendor != "sqlite", reason="of SQLite alone")
def test_without_full_text_pages_are_saved_and_found_as_wagtail_does_it(site, monkeypatch):
    monkeypatch.setattr(database, "USE_SQLITE_FTS", False)
    page = factories.make_case("Wells")
    get_search_backend().add(page)
    assert found("Wells") == ["Wells"]
