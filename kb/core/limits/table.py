"""Counters that all processes of one machine share, in one small file.

A counter is a moment: that at which everything it let through is paid off (the generic cell rate algorithm), so
that nothing has to be cleared. Reading and writing, not mapped memory, because a full disk must be an error and
not a signal.
"""

from __future__ import annotations

import fcntl
import os
import struct
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from hashlib import blake2b
from pathlib import Path
from threading import Lock

PERIOD = 60.0  # seconds, over which a limit counts and in which a whole allowance grows again
SLOTS = 1 << 16
WAYS = 8  # slots that a counter may be in
TRIES, PAUSE = 100, 0.0002  # to get the file for oneself, seconds between them, before counting without
BEYOND = 1.0  # seconds by which clocks, or one that counted without, may be ahead
_SLOT = struct.Struct("<8sd")


class Table:
    """The counters in a file, which is made when it is missing. `secret` keeps addresses from being guessed.

    Every method raises `OSError` when the file cannot be used.
    """

    def __init__(self, path: Path, secret: str):
        self._path = path
        self._secret = blake2b(secret.encode()).digest()
        self._file: int | None = None
        self._lock = Lock()

    def take(self, wanted: Iterable[tuple[str, float]]) -> float:
        """Count once for every name with its limit a minute, or for none of them.

        Returns the seconds to wait until it would be let through; zero when it was.
        """
        with self._lock, self._alone():
            now = time.time()  # not before: what others counted meanwhile would stand beyond a period
            found = [(*self._find(name, now), PERIOD / limit) for name, limit in wanted]
            wait = max((paid + cost - now - PERIOD for _at, _tag, paid, cost in found), default=0.0)
            if wait > 0:
                return wait
            for at, tag, paid, cost in found:
                os.pwrite(self._open(), _SLOT.pack(tag, paid + cost), at)
        return 0.0

    def _find(self, name: str, now: float) -> tuple[int, bytes, float]:
        """Where the counter of a name is or goes, its mark, and when it is paid off: now at the earliest.

        Nothing is owed for longer than a period, whatever the clock did or stands in the file.
        """
        digest = blake2b(name.encode(), digest_size=16, key=self._secret).digest()
        tag, group = digest[:8], int.from_bytes(digest[8:], "little") % (SLOTS // WAYS)
        start = group * WAYS * _SLOT.size
        content = os.pread(self._open(), WAYS * _SLOT.size, start).ljust(WAYS * _SLOT.size, b"\0")
        slots = [
            (
                min(moment, now + PERIOD) if now < moment <= now + PERIOD + BEYOND else now,
                mark,
                start + place * _SLOT.size,
            )
            for place, (mark, moment) in enumerate(_SLOT.iter_unpack(content))
        ]
        for paid, mark, at in slots:
            if mark == tag:
                return at, tag, paid
        return min(slots)[2], tag, now  # the one that owes least makes room

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Keep other processes out, but wait for one that hangs no more than 30 ms: then a count may be lost."""
        file = self._open()
        for _ in range(TRIES):
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                time.sleep(PAUSE)  # one that was put aside by the machine is back within some milliseconds
        try:
            yield
        finally:
            fcntl.flock(file, fcntl.LOCK_UN)

    def _open(self) -> int:
        if self._file is None:
            self._file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        return self._file

    def close(self) -> None:
        """Let go of the file."""
        if self._file is not None:
            os.close(self._file)
            self._file = None
