"""A daemon thread in each web process that works off the outbox soon after every commit, and looks after
the index.

It starts with the first request, so never before a fork and never in a management command; there
``search.draining.drain`` is called, or the web processes' tickers find what a command left.
"""

from __future__ import annotations

import logging
import os
import random
import threading
from typing import Any

from django.conf import settings
from django.core.signals import request_started
from django.db import DatabaseError, close_old_connections, connection

from search import unanswered
from search.draining import drain
from search.engines import EngineError, WriterBusy
from search.healing import heal_when_due
from search.locks import Locked
from search.rebuilding import RebuildFailed
from search.sweeping import sweep

logger = logging.getLogger(__name__)

#: Seconds between looks when nobody wakes the thread, and the longest pause after a failure.
TICK, LONGEST_PAUSE = 1.0, 30.0

#: Processes that failed together do not come back together.
_dice = random.SystemRandom()
_wake, _stopping = threading.Event(), threading.Event()
_thread: threading.Thread | None = None
_guard = threading.Lock()


def connect() -> None:
    """Start the thread with the first request of each process, unless the settings say no."""
    if settings.SEARCH_WORKER:
        request_started.connect(ensure_started, dispatch_uid="search.worker")
    os.register_at_fork(after_in_child=_forget)


def wake() -> None:
    """Let the thread look now instead of at its next tick; does nothing where none runs."""
    _wake.set()


def ensure_started(**kwargs: Any) -> None:
    """Start the thread unless it runs."""
    global _thread
    if _thread is not None and _thread.is_alive():
        return
    with _guard:
        if _thread is None or not _thread.is_alive():
            _stopping.clear()
            _thread = threading.Thread(target=_run, name="search-worker", daemon=True)
            _thread.start()


def stop(wait: float = 5.0) -> None:
    """End the thread after what it is at, and wait for that many seconds at most."""
    thread = _thread
    if thread is not None and thread.is_alive():
        _stopping.set()
        _wake.set()
        thread.join(wait)


def _forget() -> None:
    global _thread, _guard
    _thread, _guard = None, threading.Lock()
    unanswered.discard()


def _run() -> None:
    pause = TICK
    while not _stopping.is_set():
        pause = _look(pause)
        write_down()
        if pause > TICK:  # nobody's new change brings a fallen engine back
            _stopping.wait(_dice.uniform(pause / 2, pause))
        else:
            _wake.wait(pause)
        _wake.clear()
    connection.close()


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
