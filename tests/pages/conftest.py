"""Fixtures of the tests of pages."""

import pytest

from search import draining, rebuilding
from search.engines import reset_engine


@pytest.fixture
def index_folder(settings, tmp_path):
    """The folder of an index of the test's own, in which there is none yet."""
    settings.SEARCH_ENGINE, settings.SEARCH_INDEX_DIR = "embedded", tmp_path / "index"
    reset_engine()
    yield settings.SEARCH_INDEX_DIR
    reset_engine()


@pytest.fixture
def index(index_folder, site):
    """An index of what the site holds so far; call the result to bring it up to date."""
    rebuilding.rebuild()
    return draining.drain
