"""A daemon thread in each web process that sends mails soon after every commit, and reminds people once a day.

It starts with the first request, so never before a fork and never in a management command; there `send_mails` does
the same, or the web processes' tickers find what a command left.
"""

from __future__ import annotations

import logging
import os
import random
import threading
from datetime import date
from typing import Any

from django.conf import settings
from django.core.signals import request_started
from django.db import DatabaseError, close_old_connections, connection
from django.utils import timezone

from . import daily
from .reminding import remind
from .sending import send_due

logger = logging.getLogger(__name__)

#: Seconds between looks when nobody wakes the thread, and the longest pause after a failure.
TICK, LONGEST_PAUSE = 5.0, 60.0

#: Processes that failed together do not come back together.
_dice = random.SystemRandom()
_wake, _stopping = threading.Event(), threading.Event()
_thread: threading.Thread | None = None
_guard = threading.Lock()
_reminded: date | None = None  # the day on which this process has asked for it


def connect() -> None:
    """Start the thread with the first request of each process, unless the settings say no."""
    if settings.MAIL_WORKER:
        request_started.connect(ensure_started, dispatch_uid="kb.inbox.worker")
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
            _thread = threading.Thread(target=_run, name="mail-worker", daemon=True)
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


def _run() -> None:
    pause = TICK
    while not _stopping.is_set():
        _wake.clear()  # before looking: what is written meanwhile is looked for at once
        pause = look(pause)
        if pause > TICK:
            _stopping.wait(_dice.uniform(pause / 2, pause))
        else:
            _wake.wait(pause)
    connection.close()


def look(pause: float = TICK) -> float:
    """Remind, where nobody has today, and send what is due; returns how long to wait before the next look."""
    global _reminded
    try:
        close_old_connections()
        if _reminded != (today := timezone.localdate()):
            remind()
            daily.run()
            _reminded = today
        send_due()
    except DatabaseError as error:
        logger.warning("Mails could not be looked for, will try again: %s", error)
        connection.close()
        return min(pause * 2, LONGEST_PAUSE)
    except Exception:
        logger.exception("Mails could not be looked for")
        return min(pause * 2, LONGEST_PAUSE)
    return TICK
