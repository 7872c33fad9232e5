"""A daemon thread in each web process that looks for work again and again."""

from __future__ import annotations

import os
import random
import threading
from collections.abc import Callable
from typing import Any

from django.core.signals import request_started
from django.db import connection

#: Processes that failed together do not come back together.
_dice = random.SystemRandom()


class Daemon:
    """Calls ``look`` whenever it is woken, and otherwise every ``tick`` seconds.

    ``look`` takes the last pause in seconds and returns the next; one above ``tick`` says that something failed, and
    then nobody's new work shortens it. The thread starts with the first request of a process, so never before a fork
    and never in a management command.
    """

    def __init__(self, name: str, look: Callable[[float], float], tick: float) -> None:
        self.name = name
        self._look = look
        self._tick = tick
        self._thread: threading.Thread | None = None
        self._renew()
        os.register_at_fork(after_in_child=self._renew)

    def connect(self) -> None:
        """Start with the first request of each process."""
        request_started.connect(self.ensure_started, dispatch_uid=self.name)

    def wake(self) -> None:
        """Look now instead of at the next tick; does nothing where no thread runs."""
        self._wake.set()

    @property
    def stopping(self) -> bool:
        """Whether the thread is asked to end; what takes long asks now and then."""
        return self._stopping.is_set()

    def ensure_started(self, **kwargs: Any) -> None:
        """Start the thread unless it runs."""
        if self._runs():
            return
        with self._guard:
            if not self._runs():
                self._stopping.clear()
                self._thread = threading.Thread(target=self._run, name=self.name, daemon=True)
                self._thread.start()

    def stop(self, wait: float = 5.0) -> None:
        """End the thread after what it is at, and wait for that many seconds at most."""
        thread = self._thread
        if thread is not None and thread.is_alive():
            self._stopping.set()
            self._wake.set()
            thread.join(wait)

    def _renew(self) -> None:
        """Begin as a process without a thread: a fork has none, and may have copied a lock that is held."""
        self._thread, self._guard = None, threading.Lock()
        self._wake, self._stopping = threading.Event(), threading.Event()

    def _runs(self) -> bool:
        return self._thread is not None and self._thread.is_alive()

    def _run(self) -> None:
        pause = self._tick
        while not self._stopping.is_set():
            self._wake.clear()  # before looking: what is written meanwhile is looked for at once
            pause = self._look(pause)
            if pause > self._tick:
                self._stopping.wait(_dice.uniform(pause / 2, pause))
            else:
                self._wake.wait(pause)
        connection.close()
