"""How far a long command has come."""

from __future__ import annotations

from typing import Any


class Meter:
    """Writes a line each time another tenth is done."""

    def __init__(self, stream: Any, label: str = ""):
        self._stream, self._label, self._tenth = stream, label, 0

    def __call__(self, done: int, total: int) -> None:
        tenth = 10 * done // total if total else 10
        if tenth > self._tenth:
            self._tenth = tenth
            self._stream.write(f"{self._label}{tenth * 10} %")
