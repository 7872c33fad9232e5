"""Two people at the same moment, on PostgreSQL: SQLite lets one write after the other, so that nobody can race there.

Nothing depends on luck: the test holds a row until everybody waits for it or is done, then lets all of them go. What
is looked at before a lock has been looked at by all by then.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import Model

#: The marks of a module of such tests.
MARKS = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("afterwards_as_before"),
    pytest.mark.skipif(
        connection.vendor != "postgresql",
        reason="needs PostgreSQL: DATABASE_URL, or tools.suite",
    ),
]
PATIENCE = 60  # seconds


class _Racer(threading.Thread):
    """Does something with a connection of its own; `outcome` is what came of it, or what was raised."""

    def __init__(self, action: Callable[[], Any]):
        super().__init__(daemon=True)
        self._action = action
        self.pid = 0
        self.outcome: Any = None

    def run(self) -> None:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_backend_pid()")
                (self.pid,) = cursor.fetchone()
            self.outcome = self._action()
        except Exception as error:
            self.outcome = error
        finally:
            connection.close()

    def waits(self) -> bool:
        """Whether it waits for a lock."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted AND pid = %s", [self.pid])
            return bool(cursor.fetchone()[0])


def at_once(held: Model, *actions: Callable[[], Any]) -> list[Any]:
    """Do all of this at the same moment: when nobody holds the row `held` any longer. Returns what came of each."""
    racers = [_Racer(action) for action in actions]
    with transaction.atomic():
        type(held)._base_manager.select_for_update(of=("self",)).get(pk=held.pk)
        for racer in racers:
            racer.start()
        for racer in racers:
            while racer.is_alive() and not racer.waits():
                racer.join(0.02)
    for racer in racers:
        racer.join(PATIENCE)
        assert not racer.is_alive(), "they wait for each other"
    return [racer.outcome for racer in racers]


def raised(outcomes: list[Any]) -> list[type]:
    """What kinds of errors there were."""
    return [type(each) for each in outcomes if isinstance(each, Exception)]
