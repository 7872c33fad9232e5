"""Work off the outbox: what changed goes to the index, oldest first."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Q
from django.utils import timezone
from wagtail.models import Page

from search import schema, sources
from search.applying import BATCH, apply, batches
from search.documents import from_identity, identity
from search.engines import Writer, get_engine
from search.locks import lock
from search.models import IndexState, Outbox

logger = logging.getLogger(__name__)
Progress = Callable[[int], None]

#: Rows that are looked at together to find a batch of works.
LOOK = 5000
#: Time between two looks at what has begun or ended by its date.
DATES = timedelta(seconds=30)


def drain(*, wait: float = 10.0, progress: Progress = lambda done: None) -> int:
    """Work off everything that is due; returns how many works were written.

    Does nothing while there is no live index of this version's shape: a rebuild makes one. Raises
    ``Locked`` when somebody else drains for longer than ``wait`` seconds, ``EngineUnavailable`` or
    ``WriterBusy`` when the engine does not take it; what was not written waits on.
    """
    note_dates()
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
    with get_engine().writing(generation) as writer:
        while True:
            for written in _batches(writer, generation):
                count += written
                progress(count)
            if get_engine().live() != generation or writer.settle(Outbox.objects.due().exists):
                return count


def _batches(writer: Writer, generation: str) -> Iterator[int]:
    """Work off what is due, batch by batch; yields how many works each was."""
    while rows := list(Outbox.objects.due().order_by("pk")[:LOOK]):
        names: dict[str, None] = {}
        for row in rows:
            if row.page is not None or not from_identity(row.identity)[1]:
                _unfold(row)
            else:
                names[row.identity] = None
        batch = list(names)[:BATCH]
        if batch:
            written = _drain_batch(batch, writer, generation)
            if written is None:
                return
            yield written


def _drain_batch(names: Sequence[str], writer: Writer, generation: str) -> int | None:
    """Apply works, and take all their rows away, also those of earlier tries: they are one change.

    The rows are read before the works: what changes later leaves a row of its own. Returns how many works
    were written, or None when the generation is no longer the live one.
    """
    rows: dict[str, list[int]] = {name: [] for name in names}
    for pk, name in Outbox.objects.filter(identity__in=names).values_list("pk", "identity"):
        rows[name].append(pk)
    report = apply(names, writer)
    IndexState.note_writing()
    if get_engine().live() != generation:
        return None
    for failure in report.failures:
        refused = Outbox.objects.filter(pk__in=rows.pop(failure.id, []))
        refused.failed(failure.reason, final=failure.final)
    Outbox.objects.bulk_create([Outbox(identity=name, hides=False) for name in _dependents(list(rows))])
    for batch in batches([pk for found in rows.values() for pk in found]):
        Outbox.objects.filter(pk__in=batch).delete()
    return len(rows)


def note_dates() -> None:
    """Write to the outbox what has begun or ended by its date since the last look, whoever moved the clock.

    Answers leave out by the clock what is over; this brings in what begins, and heals what a clock that
    jumped forth and back had taken out. Looks at most every ``DATES`` seconds.
    """
    now = timezone.now()
    last = IndexState.values()["clock"]
    if last is not None and abs(now - last) < DATES:
        return
    with transaction.atomic():
        if not IndexState.look_at_dates(last, now) or last is None:
            return  # another process does it
        window = (min(last, now), max(last, now))
        dated = Page.objects.filter(Q(go_live_at__range=window) | Q(expire_at__range=window))
        Outbox.objects.bulk_create([Outbox(page=pk) for pk in dated.values_list("pk", flat=True)])


def _dependents(names: Sequence[str]) -> list[str]:
    """Works that show something of these works."""
    keys: dict[str, list[str]] = defaultdict(list)
    for name in names:
        kind, key = from_identity(name)
        keys[kind].append(key)
    found = (identity(source.kind, key) for source in sources.sources() for key in source.dependents(keys))
    return list(dict.fromkeys(found))


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
