"""Work off the outbox: what changed goes to the index, oldest first."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence

from django.db import InterfaceError, OperationalError, transaction
from wagtail.models import Page

from search import schema, sources
from search.applying import BATCH, apply, batches
from search.documents import from_identity, identity
from search.engines import get_engine
from search.locks import lock
from search.models import Outbox

logger = logging.getLogger(__name__)
Progress = Callable[[int], None]

#: Rows that are looked at together to find a batch of works.
LOOK = 5000


def drain(*, wait: float = 10.0, progress: Progress = lambda done: None) -> int:
    """Work off everything that is due; returns how many works were written.

    Does nothing while there is no live index of this version's shape: a rebuild makes one. Raises
    ``Locked`` when somebody else drains for longer than ``wait`` seconds, ``EngineUnavailable`` or
    ``WriterBusy`` when the engine does not take it; what was not written waits on.
    """
    if not Outbox.objects.due().exists():
        return 0
    with lock("drain", wait=wait):
        generation = get_engine().live()
        if generation is None or not schema.fits(generation):
            return 0
        return drain_into(generation, progress=progress)


def drain_into(generation: str, *, progress: Progress = lambda done: None) -> int:
    """Work off everything that is due into the live generation; the caller holds the lock ``drain``.

    A work that fails does not hold up the others: see ``Outbox``. Ends when another host makes another
    generation the live one; the last batch then waits for it.
    """
    count = 0
    while rows := list(Outbox.objects.due().order_by("pk")[:LOOK]):
        names: dict[str, None] = {}
        for row in rows:
            if row.page is not None or not from_identity(row.identity)[1]:
                _unfold(row)
            else:
                names[row.identity] = None
        batch = list(names)[:BATCH]
        if batch:
            written = _drain_batch(batch, generation)
            if written is None:
                break
            count += written
            progress(count)
    return count


def _drain_batch(names: Sequence[str], generation: str) -> int | None:
    """Apply works, and take all their rows away, also those of earlier tries: they are one change.

    The rows are read before the works: what changes later leaves a row of its own. Returns how many works
    were written, or None when the generation is no longer the live one.
    """
    rows: dict[str, list[int]] = {name: [] for name in names}
    for pk, name in Outbox.objects.filter(identity__in=names).values_list("pk", "identity"):
        rows[name].append(pk)
    report = apply(names, generation)
    if get_engine().live() != generation:
        return None
    for failure in report.failures:
        refused = Outbox.objects.filter(pk__in=rows.pop(failure.id, []))
        refused.failed(failure.reason, final=failure.final)
    for batch in batches([pk for found in rows.values() for pk in found]):
        Outbox.objects.filter(pk__in=batch).delete()
    return len(rows)


def _unfold(row: Outbox) -> None:
    """Replace a row that means many works by one row for each, in one step."""
    try:
        with transaction.atomic():
            rows = (Outbox(identity=name, hides=row.hides) for name in _works_of(row))
            Outbox.objects.bulk_create(rows, batch_size=500)
            row.delete()
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:
        logger.exception("The search cannot tell which works %s means", row)
        Outbox.objects.filter(pk=row.pk).failed(f"{type(error).__name__}: {error}")


def _works_of(row: Outbox) -> Iterator[str]:
    if row.page is None:
        if source := sources.get(from_identity(row.identity)[0]):
            every = source.keys()
            yield from (identity(source.kind, key) for key in every)
        return
    root = Page.objects.filter(pk=row.page).values_list("path", flat=True).first()
    if root is None:  # deleted meanwhile, and then every page below it sent its own event
        return
    for source in sources.sources():
        seen = set()
        for model in source.models:
            below = model.objects.filter(path__startswith=root).order_by()
            seen.update(below.values_list("translation_key", flat=True).distinct().iterator())
        yield from (identity(source.kind, str(key)) for key in seen)
