"""Search engines behind one protocol, and the one that the site's settings choose."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from search.engines.base import (
    WINDOW,
    BatchRefused,
    Engine,
    EngineError,
    EngineUnavailable,
    Entry,
    Failure,
    Operation,
    UnsupportedRequest,
    Writer,
    WriterBusy,
    WriteReport,
    content_hash,
)
from search.engines.mapping import SENTINEL, fill

__all__ = [
    "SENTINEL",
    "WINDOW",
    "BatchRefused",
    "Engine",
    "EngineError",
    "EngineUnavailable",
    "Entry",
    "Failure",
    "Operation",
    "UnsupportedRequest",
    "WriteReport",
    "Writer",
    "WriterBusy",
    "content_hash",
    "fill",
    "get_engine",
    "reset_engine",
]

_engine: Engine | None = None


def get_engine() -> Engine:
    """Return this process's engine, made from the settings at the first call.

    Nothing is opened or connected here, so it may be called before a fork.
    """
    global _engine
    if _engine is None:
        _engine = _make()
    return _engine


def reset_engine() -> None:
    """Close this process's engine and forget it, so that the next call reads the settings again."""
    global _engine
    if _engine is not None:
        _engine.close()
    _engine = None


def _make() -> Engine:
    # Imported here because a site needs only one of the two libraries in memory.
    if settings.SEARCH_ENGINE == "elasticsearch":
        from search.engines.connecting import Access
        from search.engines.elasticsearch import ElasticsearchEngine

        return ElasticsearchEngine(
            settings.ELASTICSEARCH_URL,
            prefix=settings.SEARCH_INDEX_PREFIX,
            timeout=settings.SEARCH_TIMEOUT,
            replicas=settings.SEARCH_REPLICAS,
            access=Access(**settings.ELASTICSEARCH_ACCESS),
        )
    from search.engines.embedded import EmbeddedEngine

    return EmbeddedEngine(Path(settings.SEARCH_INDEX_DIR))
