"""Fixtures that every test tree shares."""

import os
from pathlib import Path

import pytest

from kb.core.catalogues import compile_catalogues
from tests import elasticsearch
from tests.elasticsearch import elasticsearch_url

__all__ = ["elasticsearch_url"]


def pytest_configure():
    # Playwright leaves its event loop in this thread for as long as the browser is open.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    # Lao and Filipino exist for Django only when their catalogues are compiled.
    compile_catalogues(Path(__file__).resolve().parent.parent / "locale")


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


@pytest.fixture(scope="module")
def afterwards_as_before(django_db_setup, django_db_blocker):
    """A test whose transactions are real ends with an empty database; others need what the migrations wrote."""
    from tests.site import every_row, put_back

    with django_db_blocker.unblock():
        rows = every_row()
        yield
        put_back(rows)


@pytest.fixture
def site(db):
    """A prepared site: vocabulary, homes and indexes in ten languages, shards of la, kh, vn and cn, the section
    `forum`, roles and workflow. `tests.factories` makes content on it.
    """
    from tests.site import prepared, put_back

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
