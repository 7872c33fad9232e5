"""The vectors of the collection that this process holds, and the works near a question or a work by them."""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence

import numpy as np
from django.conf import settings
from django.db.models import Count, Max

from search.concepts.shares import Shares
from search.concepts.thesaurus import Topic
from search.latest import Latest
from search.meaning import texts
from search.meaning.embedder import EmbedderUnavailable, as_vectors, get_embedder
from search.meaning.held import Held, Near
from search.meaning.space import Space, Vectors
from search.models import Meaning, MeaningSpace

logger = logging.getLogger(__name__)

#: Vectors of questions, and what was near these: the pages and facets of one search ask again and again.
_vectors: Latest[Vectors] = Latest(1_000)
_found: Latest[list[Near]] = Latest(300)
_held: Held | None = None
_failing = False
_guard = threading.Lock()


def related(
    question: str, language: str, kinds: Sequence[str] = (), *, topic: Topic | None = None
) -> list[Near]:
    """Works of these kinds that are near the question of a reader of a language; none where meaning is off, not ready,
    or fails. ``topic``: what it is about by concepts."""
    global _failing
    held, text = _current(), texts.query(question)
    if held is None or not text:
        return []
    about = (topic.told, tuple(topic.weights.items())) if topic else None
    key = held.number, text, language, tuple(kinds), about
    if (known := _found.get(key)) is not None:
        return list(known)
    try:
        asked = _vector(held.embedder, text)
        _failing = False
    except EmbedderUnavailable as error:
        logger.warning("The search answers by words alone: %s", error)
        _failing = True
        return []
    found = held.nearest(asked, language, kinds, topic=topic)
    _found.put(key, found)
    return list(found)


def fails() -> bool:
    """Whether the model failed when this process asked it last; it is not asked what it was asked lately."""
    return _failing


def _vector(name: str, text: str) -> Vectors:
    """The vector that a model makes of a question."""
    return _vectors.of((name, text), lambda: _embedded(text))


def _embedded(text: str) -> Vectors:
    embedder = get_embedder()
    if embedder is None:
        raise EmbedderUnavailable("meaning has been switched off")
    made: Vectors = embedder.queries([text])[0]
    return made


def is_ready() -> bool:
    """Whether this process holds vectors to compare a question with."""
    return _current() is not None


def like(identity: str) -> list[Near]:
    """Works that are near a work; none where meaning is off, or the work has no vectors yet."""
    held = _current()
    return held.like(identity) if held is not None else []


def _current() -> Held | None:
    embedder = get_embedder()
    if embedder is None:
        return None
    if not settings.SEARCH_WORKER:  # nobody else looks
        refresh()
    held = _held
    return held if held is not None and held.embedder == embedder.name else None


def refresh() -> bool:
    """Bring this process's vectors up to those of the database; returns whether there was anything new."""
    global _held
    embedder = get_embedder()
    if embedder is None:
        return False
    with _guard:
        held = _held if _held is not None and _held.embedder == embedder.name else None
        shares = (held.shares if held else Shares()).refreshed()
        made = _read(held, embedder.name, embedder.size)
        if made is not None and made.shares is not shares:
            made = made.with_shares(shares)
        _held = made
        return made is not held


def forget() -> None:
    """Hold nothing, as a process does that has just begun."""
    global _held, _failing
    _held, _failing = None, False
    _vectors.clear()
    _found.clear()


def _read(held: Held | None, embedder: str, size: int) -> Held | None:
    newest = MeaningSpace.objects.filter(embedder=embedder).order_by("-version").first()
    rows = Meaning.objects.filter(embedder=embedder)
    state = rows.aggregate(version=Max("version"), count=Count("*"))
    version, count = state["version"] or 0, state["count"]
    if newest is None:
        return None
    if held is not None and held.space_version != newest.version:
        held = None  # everything lies elsewhere now
    if held is not None and (held.version, held.count) == (version, count):
        return held
    space = held.space if held else Space.from_bytes(bytes(newest.constants))
    changed = rows.filter(version__gt=held.version) if held else rows
    names: dict[int, tuple[str, str]] = {}
    matrices, owners, places = [], [], []
    found = changed.values_list("pk", "projection__record_id", "projection__language", "passages")
    for pk, identity, language, own in found.iterator(chunk_size=500):
        vectors = as_vectors(bytes(own), size)
        names[pk] = (identity, language)
        matrices.append(space.of_passages(vectors))
        owners.append(np.full(len(vectors), pk, np.int64))
        places.append(np.arange(len(vectors), dtype=np.int32))
    if held is not None:
        there = set(rows.values_list("pk", flat=True)) - set(names)
        kept = np.isin(held.owner, np.fromiter(there, np.int64, len(there)))
        matrices.insert(0, held.matrix if kept.all() else held.matrix[kept])
        owners.insert(0, held.owner[kept])
        places.insert(0, held.place[kept])
        names |= {pk: held.names[pk] for pk in there if pk in held.names}
    return Held(
        embedder=embedder,
        space_version=newest.version,
        version=version,
        count=count,
        space=space,
        matrix=np.concatenate(matrices) if matrices else np.zeros((0, size), np.float32),
        owner=np.concatenate(owners) if owners else np.zeros(0, np.int64),
        place=np.concatenate(places) if places else np.zeros(0, np.int32),
        names=names,
        owners={place: pk for pk, place in names.items()},
        shares=held.shares if held else Shares(),
    )
