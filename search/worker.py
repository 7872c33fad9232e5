"""What the thread of each web process does: it works off the outbox soon after every commit, and looks after the
index. In a management command ``search.draining.drain`` is called, or the web processes find what it left.
"""

from __future__ import annotations

import logging
import os

from django.conf import settings
from django.db import DatabaseError, close_old_connections, connection

from search import unanswered
from search.daemon import Daemon
from search.draining import drain
from search.engines import EngineError, WriterBusy
from search.healing import heal_when_due
from search.locks import Locked
from search.rebuilding import RebuildFailed
from search.sweeping import sweep

logger = logging.getLogger(__name__)

#: Seconds between looks when nobody wakes the thread, and the longest pause after a failure.
TICK, LONGEST_PAUSE = 1.0, 30.0


def connect() -> None:
    """Start the thread with the first request of each process, unless the settings say no."""
    if settings.SEARCH_WORKER:
        _daemon.connect()
    os.register_at_fork(after_in_child=unanswered.discard)


def _run(pause: float) -> float:
    pause = _look(pause)
    write_down()
    return pause


def write_down() -> int:
    """Store what was counted in memory; the counts of a second are no great loss."""
    try:
        return unanswered.flush()
    except DatabaseError:
        return 0


def _look(pause: float) -> float:
    """Drain once; returns how long to wait before the next look."""
    try:
        close_old_connections()
        heal_when_due()
        drain(wait=0.0)
        sweep()  # what it finds is in the outbox at the next look; a publication does not wait for it
    except (Locked, WriterBusy):  # another process is at it and looks again before it goes
        return TICK
    except (EngineError, RebuildFailed, DatabaseError, OSError) as error:
        logger.warning("The search index could not be brought up to date, will try again: %s", error)
        connection.close()
        return min(pause * 2, LONGEST_PAUSE)
    except Exception:
        logger.exception("The search index could not be brought up to date")
        return min(pause * 2, LONGEST_PAUSE)
    return TICK


_daemon = Daemon("search-worker", _run, TICK)
wake, ensure_started, stop = _daemon.wake, _daemon.ensure_started, _daemon.stop
