"""Locks between the processes of one machine, which end with the process that holds them."""

from __future__ import annotations

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings


class Locked(Exception):
    """Another thread or process holds the lock."""


@contextmanager
def lock(name: str, *, wait: float = 0.0) -> Iterator[None]:
    """Hold the lock ``name``. Raises ``Locked`` when it is not free within ``wait`` seconds."""
    directory = Path(settings.SEARCH_INDEX_DIR)
    directory.mkdir(parents=True, exist_ok=True)
    deadline = time.monotonic() + wait
    with (directory / f"{name}.lock").open("w") as file:
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() >= deadline:
                    raise Locked(name) from None
                time.sleep(0.02)
        yield
