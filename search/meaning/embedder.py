"""What turns texts into vectors, and which one the site has."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Protocol

import numpy as np
from django.conf import settings
from django.utils.module_loading import import_string

from search.meaning.space import Vectors


class EmbedderUnavailable(Exception):
    """No vectors just now; the search answers by words."""


class Embedder(Protocol):
    """A model that puts texts of the same meaning near each other, in whatever language they are.

    ``name`` changes whenever the vectors do: what was made under another name is made again. ``size``: numbers of a
    vector. Texts come from ``search.meaning.texts``. Both methods raise ``EmbedderUnavailable``.
    """

    name: str
    size: int

    def queries(self, texts: Sequence[str]) -> Vectors:
        """One row for each question, within ``timeout`` seconds of the embedder's own."""
        ...

    def passages(self, texts: Sequence[str]) -> Vectors:
        """One row for each passage; may take as long as it needs."""
        ...

    def obstacles(self) -> list[str]:
        """What keeps this machine from using it, as sentences; then the search answers by words alone."""
        ...

    def close(self) -> None:
        """Let go of processes and connections; the next use begins anew."""
        ...


def make_embedder(*, background: bool = False) -> Embedder | None:
    """A new embedder of the kind that the settings name; None where meaning is switched off or cannot be.

    The settings name a callable that takes ``background``: whether it may give way to everything else.
    """
    if not settings.SEARCH_EMBEDDER:
        return None
    embedder: Embedder = import_string(settings.SEARCH_EMBEDDER)(background=background)
    return None if embedder.obstacles() else embedder


@lru_cache(maxsize=1)
def _shared(dotted: str) -> Embedder | None:
    return make_embedder()


def obstacles() -> list[str]:
    """Why this machine has no meaning though the settings name a model."""
    if not settings.SEARCH_EMBEDDER:
        return []
    found: list[str] = import_string(settings.SEARCH_EMBEDDER)(background=False).obstacles()
    return found


def get_embedder() -> Embedder | None:
    """The embedder of this process for readers' questions."""
    return _shared(settings.SEARCH_EMBEDDER)


def as_vectors(data: bytes, size: int) -> Vectors:
    """Rows of so many numbers, as they are kept and sent."""
    return np.frombuffer(data, np.float32).reshape(-1, size)
