"""Which engine the settings choose."""

from __future__ import annotations

import pytest

from search.engines import get_engine, reset_engine
from search.engines.elasticsearch import ElasticsearchEngine
from search.engines.embedded import EmbeddedEngine


@pytest.fixture(autouse=True)
def _own_engine():
    reset_engine()
    yield
    reset_engine()


def test_embedded(settings, tmp_path):
    settings.SEARCH_ENGINE = "embedded"
    settings.SEARCH_INDEX_DIR = str(tmp_path / "index")
    engine = get_engine()
    assert isinstance(engine, EmbeddedEngine)
    assert engine.root == tmp_path / "index"
    assert get_engine() is engine


def test_elasticsearch_connects_to_nothing_when_made(settings):
    settings.SEARCH_ENGINE = "elasticsearch"
    settings.ELASTICSEARCH_URL = "http://127.0.0.1:1"
    settings.SEARCH_INDEX_PREFIX = "kb"
    settings.SEARCH_TIMEOUT = 2.0
    assert isinstance(get_engine(), ElasticsearchEngine)


def test_settings_are_read_again_after_a_reset(settings, tmp_path):
    settings.SEARCH_ENGINE = "embedded"
    settings.SEARCH_INDEX_DIR = tmp_path / "one"
    first = get_engine()
    settings.SEARCH_INDEX_DIR = tmp_path / "two"
    reset_engine()
    assert get_engine() is not first
    assert get_engine().root == tmp_path / "two"
