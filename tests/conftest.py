"""Fixtures that every test tree shares."""

import gc
import os
from pathlib import Path

import pytest

from kb.core.catalogues import compile_catalogues
from tests import elasticsearch
from tests.elasticsearch import elasticsearch_url
from tests.prepared import bare_cluster, bare_site, chosen_site, once

__all__ = ["bare_cluster", "bare_site", "chosen_site", "elasticsearch_url", "once"]


def pytest_configure():
    # Looking for garbage again and again among everything that is imported takes a tenth of the time.
    gc.set_threshold(1_000_000, 5, 1000)
    # Playwright leaves its event loop in this thread for as long as the browser is open.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    # Lao and Filipino exist for Django only when their catalogues are compiled.
    compile_catalogues(Path(__file__).resolve().parent.parent / "locale")


def pytest_collection_modifyitems(items):
    """What asks the database can be chosen: nothing else is worth running on a second one."""
    for item in items:
        if item.get_closest_marker("django_db") or "django_db_setup" in item.fixturenames:
            item.add_marker("database")


def pytest_terminal_summary(terminalreporter):
    if elasticsearch.left_out.cache_info().currsize and elasticsearch.left_out():
        terminalreporter.write_line(
            f"Left out: the tests on Elasticsearch, because {elasticsearch.left_out()}. "
            "To include them set ELASTICSEARCH_URL to a test server."
        )


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings, django_db_blocker, request):
    from tests.database import begin_with, kept_copy

    with django_db_blocker.unblock():
        return begin_with(kept_copy(request.config.cache.mkdir("database")))


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_modify_db_settings, django_db_blocker):
    with django_db_blocker.unblock():
        django_db_modify_db_settings()


@pytest.fixture(scope="session")
def standing(django_db_setup, django_db_blocker):
    """The prepared site between the tests that want it."""
    from tests.site import Standing

    site = Standing()
    yield site
    with django_db_blocker.unblock():
        site.end()


@pytest.fixture(scope="module")
def bare(standing, django_db_blocker):
    """For a module that begins transactions of its own, and has no test with `site`: the database holds what the migrations
    wrote.
    """
    with django_db_blocker.unblock():
        standing.end()


@pytest.fixture
def site_or_none(request, standing, django_db_blocker):
    def mark(name):
        return request.node.get_closest_marker(name)

    real = not {"transactional_db", "live_server"}.isdisjoint(request.fixturenames) or (
        mark("django_db") and mark("django_db").kwargs.get("transaction")
    )
    with django_db_blocker.unblock():
        if "site" in request.fixturenames and not real:
            standing.begin(**(mark("content").kwargs if mark("content") else {}))
        else:
            standing.end()


@pytest.fixture
def _django_db_helper(site_or_none, _django_db_helper):
    """pytest-django's transaction of a test, inside that of the site."""


@pytest.fixture(scope="module")
def afterwards_as_before(bare, django_db_blocker):
    """A test whose transactions are real ends with an empty database; others need what the migrations wrote."""
    from tests.site import every_row, put_back

    with django_db_blocker.unblock():
        rows = every_row()
        yield
        put_back(rows)


@pytest.fixture
def site(db, standing):
    """A prepared site: vocabulary, homes and indexes in ten languages, shards of la, kh, vn and cn, the section
    `forum`, roles and workflow. `tests.factories` makes content on it.
    """
    from django.db import connection

    from tests.site import prepared, put_back

    if connection.in_atomic_block:
        assert standing.stands, (
            "a test asks for `site` by name: it has to stand before the test's transaction begins"
        )
    else:  # a test whose transactions are real
        put_back(prepared())


@pytest.fixture
def superuser(db, request):
    if "site" in request.fixturenames:
        request.getfixturevalue("site")  # first: it puts all rows back, those of users too
    from django.contrib.auth import get_user_model

    return get_user_model().objects.create_superuser("root", "root@example.org", "password")


@pytest.fixture
def search_index(db, settings, tmp_path):
    """An embedded index of the test's own. Call it to bring the index up to what the database says."""
    from search import rebuilding
    from search.engines import reset_engine

    settings.SEARCH_ENGINE, settings.SEARCH_INDEX_DIR = "embedded", tmp_path / "index"
    reset_engine()
    yield rebuilding.rebuild
    reset_engine()


@pytest.fixture(autouse=True)
def unknown_mean_of_titles():
    """A test with hundreds of pages must not spare the next one a query."""
    from django.core.cache import cache

    from kb.core import page_search

    cache.delete(page_search.MEAN)


@pytest.fixture(autouse=True)
def english():
    """A request leaves its language active in the thread; the next test begins in English again."""
    from django.utils import translation

    yield
    translation.activate("en")
