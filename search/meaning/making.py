"""Make vectors of what has none yet, in the background: nothing waits for them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence

import numpy as np
from django.db import transaction
from django.db.models import F, Q, QuerySet

from search.locks import lock
from search.meaning import measuring, texts
from search.meaning.embedder import Embedder, as_vectors
from search.meaning.space import Vectors
from search.models import IndexState, Meaning, Projection

Progress = Callable[[int], None]


def waiting(embedder: str) -> QuerySet[Projection]:
    """Languages of works that have no vectors of this model, or those of an earlier text."""
    fresh = Q(meaning__embedder=embedder, meaning__source_hash=F("source_hash"))
    return Projection.objects.filter(record__listed=True).exclude(fresh)


def make(
    embedder: Embedder, *, stop: Callable[[], bool] = lambda: False, progress: Progress = lambda done: None
) -> int:
    """Make what waits, one language of a work after the other, until nothing does or ``stop`` says so.

    Returns how many. One process does it at a time. Raises ``Locked`` when another is at it, and
    ``EmbedderUnavailable``; what was made is kept.
    """
    done = 0
    with lock("meaning"):
        for projection in _each(embedder.name):
            if stop():
                break
            _store(projection, embedder)
            done += 1
            progress(done)
        measuring.measure_if_due(embedder.name, embedder.size)
    return done


def _each(embedder: str) -> Iterator[Projection]:
    """What waits now; what changes meanwhile waits for the next time."""
    for pk in list(waiting(embedder).order_by("pk").values_list("pk", flat=True)):
        projection = Projection.objects.filter(pk=pk, record__listed=True).first()
        if projection is not None:
            yield projection


def _store(projection: Projection, embedder: Embedder) -> None:
    parts = [texts.for_model(passage) for passage in passages_of(projection)]
    hashes = [_hash(embedder.name, part) for part in parts]
    held = _held(projection, embedder)
    missing = [place for place, name in enumerate(hashes) if name not in held]
    made = embedder.passages([parts[place] for place in missing])
    held.update({hashes[place]: row for place, row in zip(missing, made, strict=True)})
    rows = np.stack([held[name] for name in hashes]) if hashes else np.zeros((0, embedder.size), np.float32)
    title = embedder.queries([texts.query(projection.title)])
    with transaction.atomic():
        # While the model worked the text may have changed, or left the index with its row.
        now = Projection.objects.select_for_update().filter(pk=projection.pk).values("source_hash").first()
        if now is None or now["source_hash"] != projection.source_hash:
            return
        Meaning.objects.update_or_create(
            projection_id=projection.pk,
            defaults={
                "source_hash": projection.source_hash,
                "embedder": embedder.name,
                "hashes": "\n".join(hashes),
                "passages": rows.tobytes(),
                "title": title.tobytes(),
                "version": IndexState.next_version(),
            },
        )


def passages_of(projection: Projection) -> list[str]:
    """The passages of one language of a work; their order is that of its vectors."""
    paragraphs = [projection.summary, *projection.passages.split("\n")]
    return texts.passages(projection.title, paragraphs, projection.language)


def _held(projection: Projection, embedder: Embedder) -> dict[str, Vectors]:
    """Vectors that are there already, by the hash of their passage."""
    row = Meaning.objects.filter(projection_id=projection.pk, embedder=embedder.name).first()
    if row is None or not row.hashes:
        return {}
    rows: Sequence[Vectors] = list(as_vectors(bytes(row.passages), embedder.size))
    return dict(zip(row.hashes.split("\n"), rows, strict=True))


def _hash(embedder: str, passage: str) -> str:
    return hashlib.blake2b(f"{embedder}\0{passage}".encode(), digest_size=12).hexdigest()
