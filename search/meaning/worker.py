"""What a thread of each web process does for meaning: it reads vectors that are new, and makes those that are missing.

It is not the thread that works off the outbox, since a publication must not wait for a model. A second process of the
model makes vectors, so that no reader's question waits for it either.
"""

from __future__ import annotations

import logging
import time

from django.conf import settings
from django.db import DatabaseError, close_old_connections, connection

from search.daemon import Daemon
from search.locks import Locked
from search.meaning import making, near
from search.meaning.embedder import Embedder, EmbedderUnavailable, make_embedder
from search.models import IndexState

logger = logging.getLogger(__name__)

#: Seconds between looks, and the longest pause after a failure.
TICK, LONGEST_PAUSE = 5.0, 60.0
#: Seconds until it is asked again what waits where nothing did and nothing has been written since: that looks at each
#: text, some 30 ms for 20,000. A rebuild may store texts and write elsewhere.
AT_LATEST = 60.0
# Of which model, as of which writing, and until when.
_nothing_waits: tuple[tuple[str, int], float] | None = None


def connect() -> None:
    """Start the thread with the first request of each process, where the settings name a model."""
    if settings.SEARCH_WORKER and settings.SEARCH_EMBEDDER:
        _daemon.connect()


def look(pause: float = TICK) -> float:
    """Read what is new and make what is missing; returns how long to wait before the next look."""
    try:
        close_old_connections()
        near.refresh()
        _make()
    except Locked:  # another process makes them
        return TICK
    except (EmbedderUnavailable, DatabaseError, OSError) as error:
        logger.warning("Vectors could not be made, will try again: %s", error)
        connection.close()
        return min(pause * 2, LONGEST_PAUSE)
    except Exception:
        logger.exception("Vectors could not be made")
        return min(pause * 2, LONGEST_PAUSE)
    return TICK


def _make() -> None:
    embedder = make_embedder(background=True)
    if embedder is None or not _waits(embedder):
        return
    try:
        making.make(embedder, stop=lambda: _daemon.stopping, progress=_read_on)
    finally:
        embedder.close()
    near.refresh()


def _waits(embedder: Embedder) -> bool:
    """Whether anything has no vectors; what is written while this is looked for counts as written since."""
    global _nothing_waits
    written, _ = IndexState.at_hand()
    state, now = (embedder.name, written), time.monotonic()
    if _nothing_waits is not None and _nothing_waits[0] == state and now < _nothing_waits[1]:
        return False
    found = bool(making.todo(embedder.name))
    _nothing_waits = None if found else (state, now + AT_LATEST)
    return found


def _read_on(done: int) -> None:
    """While many are made, those that are done are found already."""
    if done % 100 == 0:
        near.refresh()


_daemon = Daemon("meaning-worker", look, TICK)
ensure_started, stop = _daemon.ensure_started, _daemon.stop
