"""Work off the outbox: what changed goes to the index, oldest first."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import transaction
from wagtail.models import Page

from search import schema, sources
from search.applying import BATCH, apply
from search.documents import from_identity, identity
from search.engines import get_engine
from search.locks import lock
from search.models import Outbox

#: Rows that are looked at together to find a batch of works.
LOOK = 5000


def drain(*, wait: float = 10.0) -> int:
    """Work off everything that waits; returns how many works were written.

    Does nothing while there is no live index of this version's shape: a rebuild makes one. Raises
    ``Locked`` when somebody else drains for longer than ``wait`` seconds, ``EngineUnavailable`` or
    ``WriterBusy`` when the engine does not take it; what was not written waits on.
    """
    if not Outbox.objects.filter(failure="").exists():
        return 0
    with lock("drain", wait=wait):
        generation = get_engine().live()
        if generation is None or not schema.fits(generation):
            return 0
        return drain_into(generation)


def drain_into(generation: str) -> int:
    """Work off everything that waits into a generation; the caller holds the lock ``drain``."""
    count = 0
    while rows := list(Outbox.objects.filter(failure="").order_by("pk")[:LOOK]):
        wide = [row for row in rows if row.page is not None or not from_identity(row.identity)[1]]
        for row in wide:
            _unfold(row)
        # A work that is saved with its parts leaves a row for each: they are one change.
        single: dict[str, list[int]] = {}
        for row in rows:
            if row not in wide:
                single.setdefault(row.identity, []).append(row.pk)
        names = list(single)[:BATCH]
        if not names:
            continue
        report = apply(names, generation)
        for failure in report.failures:
            refused = Outbox.objects.filter(pk__in=single.pop(failure.id, []))
            refused.update(failure=failure.reason[:2000])
        done = [pk for name in names for pk in single.get(name, ())]
        Outbox.objects.filter(pk__in=done).delete()
        count += len(names) - len(report.failures)
    return count


def _unfold(row: Outbox) -> None:
    """Replace a row that means many works by one row for each, in one step."""
    with transaction.atomic():
        rows = (Outbox(identity=name, hides=row.hides) for name in _works_of(row))
        Outbox.objects.bulk_create(rows, batch_size=500)
        row.delete()


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
