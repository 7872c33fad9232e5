"""Find what was hidden without a word, a few works at a time.

``queryset.update()``, a bulk insert or a hand in the database hides pages and sends no signal. Hits are checked when
they are served, so such a page is never shown; but the facets count it until somebody looks. This looks: at every
work in the index, round after round, at a price that does not grow with the index.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.utils import timezone

from search import changes, sources
from search.models import IndexState, Outbox, Projection, Record

#: Works that are looked at together, and the time between two such looks, of all processes together.
SLICE, PACE = 400, timedelta(seconds=1)
#: Time between the end of a round and the next.
PAUSE = timedelta(seconds=30)


def sweep() -> int:
    """Look at the next works of the round when that is due, and write to the outbox which of them show something
    that may not be shown; returns how many."""
    state, now = IndexState.values(), timezone.now()
    wait = PACE if state["swept"] else PAUSE
    if state["swept_at"] is not None and abs(now - state["swept_at"]) < wait:
        return 0
    listed = Record.objects.filter(listed=True, identity__gt=state["swept"]).order_by("identity")
    names = list(listed.values_list("identity", flat=True)[:SLICE])
    last = names[-1] if len(names) == SLICE else ""
    if not IndexState.sweep(state["swept_at"], last, now):
        return 0  # another process does it
    found = showing_too_much(names)
    changes.suspected(found)
    return len(found)


def showing_too_much(names: Sequence[str]) -> list[str]:
    """Which of the works have a page in the index that the public may not see, and no change that waits."""
    rows = list(Projection.objects.filter(record__in=names).values_list("record", "record__kind", "page"))
    shown = sources.visible((kind, page) for _, kind, page in rows)
    found = {name for name, kind, page in rows if (kind, page) not in shown}
    if found:
        found -= set(Outbox.objects.filter(identity__in=found).values_list("identity", flat=True))
    return sorted(found)
