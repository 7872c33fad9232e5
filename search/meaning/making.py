"""Make vectors of what has none yet, in the background: nothing waits for them."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Sequence

import numpy as np
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from search.locks import lock
from search.meaning import measuring, texts
from search.meaning.embedder import Embedder, EmbedderUnavailable, as_vectors
from search.meaning.space import Vectors
from search.models import IndexState, Meaning, Projection

logger = logging.getLogger(__name__)
Progress = Callable[[int], None]

#: Failures in a row after which the model is at fault and not the texts.
MOST_FAILURES = 3
_failed: set[tuple[int, str]] = set()


def waiting(embedder: str) -> QuerySet[Projection]:
    """Languages of works that have no vectors of this model, or those of an earlier text."""
    fresh = Meaning.objects.filter(
        projection=OuterRef("pk"), embedder=embedder, source_hash=OuterRef("source_hash")
    )
    return Projection.objects.filter(~Exists(fresh), record__listed=True)


def todo(embedder: str) -> list[int]:
    """The keys of what waits, but for texts with which the model has failed in this process."""
    # Asked for in the order of their keys, SQLite would walk through the texts themselves, which are long.
    rows = waiting(embedder).values_list("pk", "source_hash")
    return sorted(pk for pk, source_hash in rows if (pk, source_hash) not in _failed)


def make(
    embedder: Embedder, *, stop: Callable[[], bool] = lambda: False, progress: Progress = lambda done: None
) -> int:
    """Make what waits, one language of a work after the other, until nothing does or ``stop`` says so.

    Returns how many. One process does it at a time. A text with which the model fails is left until it changes, or the
    process begins anew. Raises ``Locked`` when another is at it, and ``EmbedderUnavailable`` when the model fails with
    several in a row, which then is no fault of theirs; what was made is kept.
    """
    done, in_a_row = 0, set()
    with lock("meaning"):
        for pk in todo(embedder.name):  # what changes meanwhile waits for the next time
            projection = Projection.objects.filter(pk=pk, record__listed=True).first()
            if projection is None:
                continue
            if stop():
                break
            try:
                _store(projection, embedder)
            except EmbedderUnavailable as error:
                logger.warning("The model cannot read %s: %s", projection, error)
                in_a_row.add((projection.pk, projection.source_hash))
                if len(in_a_row) == MOST_FAILURES:
                    raise
                continue
            _failed.update(in_a_row)
            in_a_row.clear()
            done += 1
            progress(done)
        _failed.update(in_a_row)
        measuring.measure_if_due(embedder.name, embedder.size)
    return done


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
