"""Engines for the tests of the search: a test that takes ``engine_name`` runs once for each engine."""

from __future__ import annotations

import uuid
from contextlib import contextmanager

import pytest
from django.db import connection

from search.engines import get_engine, reset_engine
from tests.elasticsearch import left_out

#: The tests that run with both engines on PostgreSQL, too.
WITH_EACH = "tests.search.truth.test_silent_changes"


def pytest_generate_tests(metafunc):
    if "engine_name" in metafunc.fixturenames:
        names = engine_names(each=metafunc.module.__name__ == WITH_EACH)
        metafunc.parametrize("engine_name", names, scope="session")


def engine_names(*, each=False):
    """Both; beside PostgreSQL, which large sites have, that of large sites alone unless ``each``: it takes half as long."""
    if left_out():
        return ["embedded"]
    if connection.vendor == "postgresql" and not each:
        return ["elasticsearch"]
    return ["embedded", "elasticsearch"]


@contextmanager
def using(name, settings, folder, request):
    """The settings for an engine of this name without any index, and what it leaves is dropped."""
    settings.SEARCH_ENGINE = name
    settings.SEARCH_INDEX_DIR = folder
    if name == "elasticsearch":
        settings.ELASTICSEARCH_URL = request.getfixturevalue("elasticsearch_url")
        settings.SEARCH_INDEX_PREFIX = f"site{uuid.uuid4().hex[:12]}"
        settings.SEARCH_TIMEOUT = 20
    reset_engine()
    yield
    if name == "elasticsearch":
        for generation in get_engine().generations():
            if generation != get_engine().live():
                get_engine().drop(generation)
    reset_engine()


@pytest.fixture
def each_engine(settings, tmp_path, request):
    """The engines one after the other, each with an index of the test's own to build: for what is dear to prepare."""

    def each():
        for name in engine_names():
            with using(name, settings, tmp_path / name, request):
                yield name

    return each
