"""What the thread of each web process does for mails: it sends them soon after every commit, and reminds people once a
day. In a management command `send_mails` does the same, or the web processes find what it left.
"""

from __future__ import annotations

import logging
from datetime import date

from django.conf import settings
from django.db import DatabaseError, close_old_connections, connection
from django.utils import timezone

from search.daemon import Daemon

from . import daily
from .reminding import remind
from .sending import send_due

logger = logging.getLogger(__name__)

#: Seconds between looks when nobody wakes the thread, and the longest pause after a failure.
TICK, LONGEST_PAUSE = 5.0, 60.0

_reminded: date | None = None  # the day on which this process has asked for it


def connect() -> None:
    """Start the thread with the first request of each process, unless the settings say no."""
    if settings.MAIL_WORKER:
        _daemon.connect()


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


_daemon = Daemon("mail-worker", look, TICK)
wake, ensure_started, stop = _daemon.wake, _daemon.ensure_started, _daemon.stop
