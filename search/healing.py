"""Make an index anew that is gone or damaged, while the site goes on: from what the database keeps of it, else of all
content."""

from __future__ import annotations

import logging
import time

from django.db import DatabaseError

from search import rebuilding, schema
from search.engines import EngineError, get_engine
from search.locks import Locked
from search.models import IndexState, Record

logger = logging.getLogger(__name__)

#: Seconds between two looks at the whole index, and between two that a failed search asks for.
LOOK_EVERY, SUSPICION_EVERY = 600.0, 5.0

_looked: float | None = None
_suspected = False


def problems() -> list[str]:
    """What is wrong with the index beyond single works, one sentence each; none when it is sound.

    An index of another shape is no damage: an older process serves it while a newer version starts. Raises
    ``EngineError`` when the engine cannot tell.
    """
    return _problems(get_engine().live())


def _problems(live: str | None) -> list[str]:
    if live is None:
        return ["There is no search index."] if Record.objects.exists() else []
    if not schema.fits(live) and live in get_engine().generations():
        return []
    return get_engine().damage(live)


def heal() -> bool:
    """Rebuild the index if it is gone or damaged; returns whether it was.

    A damaged index is withdrawn first: until the new one is there, titles in the database answer and say so,
    which is better than answers that may be wrong. Raises ``Locked`` when somebody else rebuilds,
    ``EngineError`` or ``RebuildFailed`` when it does not succeed.
    """
    live = get_engine().live()
    found = _problems(live)
    if not found:
        return False
    logger.error("The search index is made anew, because it is damaged: %s", "; ".join(found))
    if live is not None:
        get_engine().withdraw(live)
        IndexState.note_writing()
    try:
        rebuilt = rebuilding.rebuild(from_projection=True)
    except (EngineError, Locked, DatabaseError, OSError):
        raise
    except Exception:  # an earlier version of the site kept it, or it is damaged itself
        logger.exception("What the database keeps for the index is of no use, so all content is read again")
        rebuilt = rebuilding.rebuild()
    logger.warning("The search index is whole again: %d works", rebuilt.works)
    return True


def suspect() -> None:
    """A search has failed: let this process look at the index soon instead of at its next time."""
    global _suspected
    _suspected = True


def heal_when_due() -> None:
    """``heal`` at the first call in a process, every ``LOOK_EVERY`` seconds, and after a suspicion."""
    global _looked, _suspected
    now = time.monotonic()
    wait = SUSPICION_EVERY if _suspected else LOOK_EVERY
    if _looked is not None and now - _looked < wait:
        return
    _looked, _suspected = now, False
    heal()
