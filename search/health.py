"""Is the search as it should be? One look, kept for a moment, for machines, reports and warnings."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import DatabaseError, connection
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from search import verifying
from search.meaning import near

#: Seconds for which one look is good, so that nobody wears the site out by asking.
KEPT = 2.0
#: Seconds after which a change that still waits is a fault.
LONGEST_LAG = 300.0


@dataclass(frozen=True, slots=True)
class Health:
    """How the search is. Numbers count works or changes, ``lag`` is in seconds; nothing in here is private.

    ``unmeant``: texts without vectors, None where meaning is off; ``speechless``: the model has failed in this process
    with the last question that it was asked.
    """

    database: bool
    engine: bool = False
    usable: bool = False
    writable: bool = True
    live: str = ""
    waiting: int = 0
    lag: float = 0.0
    retrying: int = 0
    set_aside: int = 0
    drift: int = 0
    verified: datetime | None = None
    differences: int = 0
    unmeant: int | None = None
    speechless: bool = False

    @property
    def behind(self) -> bool:
        """Whether a change has waited for too long."""
        return self.lag > LONGEST_LAG

    @property
    def state(self) -> str:
        """``ok``; ``degraded`` (answers are right but not whole or not fresh); ``down``."""
        if not (self.database and self.engine and self.usable):
            return "down"
        return "degraded" if self.faults() else "ok"

    def faults(self) -> list[str | Promise]:
        """A sentence for each thing that is wrong."""
        if not self.database:
            return [_("The database does not answer.")]
        checks = (
            (
                not self.engine,
                _("The search engine does not answer. Readers find works by their titles only."),
            ),
            (
                self.engine and not self.usable,
                _("There is no search index that fits this version. It has to be rebuilt."),
            ),
            (
                self.behind or not self.writable,
                _("The search is behind: what was published lately cannot be found yet."),
            ),
            (self.set_aside > 0, _("Some works could not be indexed and are not found.")),
            (
                self.speechless,
                _("The model of meaning does not answer. Works are found by their words alone."),
            ),
            (self.differences > 0, _("The last verification left differences between database and index.")),
        )
        return [sentence for wrong, sentence in checks if wrong]

    def numbers(self) -> Mapping[str, Any]:
        """Everything as JSON has it."""
        return {
            "status": self.state,
            "database": self.database,
            "engine": self.engine,
            "index_usable": self.usable,
            "index_writable": self.writable,
            "waiting": self.waiting,
            "lag_seconds": round(self.lag),
            "retrying": self.retrying,
            "set_aside": self.set_aside,
            "drift": self.drift,
            "verified": self.verified.isoformat(timespec="seconds") if self.verified else None,
            "differences": self.differences,
            "without_vectors": self.unmeant,
            "model_fails": self.speechless,
        }


def look() -> Health:
    """How the search is right now; never raises. Waits a few seconds at most for an engine that is slow."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        status = verifying.status()
    except (DatabaseError, OSError):
        return Health(database=False)
    return Health(
        database=True,
        engine=not status.error,
        usable=status.usable,
        writable=not status.obstacle,
        live=status.live or "",
        waiting=status.waiting,
        lag=status.lag,
        retrying=status.retrying,
        set_aside=status.set_aside,
        drift=status.drift,
        verified=status.verified,
        differences=status.differences,
        unmeant=status.unmeant,
        speechless=near.fails(),
    )


class _Kept:
    """The last look. One thread looks, the others take what was seen before."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._health: Health | None = None
        self._until = 0.0

    def get(self) -> Health:
        health = self._health
        if health is not None and time.monotonic() < self._until:
            return health
        if not self._lock.acquire(blocking=health is None):
            assert health is not None
            return health
        try:
            if self._health is None or time.monotonic() >= self._until:
                self._health = look()
                self._until = time.monotonic() + KEPT
            return self._health
        finally:
            self._lock.release()

    def forget(self) -> None:
        self._health = None


_kept = _Kept()
recent = _kept.get
forget = _kept.forget
