"""The application server as people run it, on a data folder and a port of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread
from typing import IO

from tools.postgresql import free_port

ROOT = Path(__file__).resolve().parent.parent


def environment(data_dir: Path, **variables: str) -> dict[str, str]:
    """The environment of a process of the site."""
    return {
        **{name: value for name, value in os.environ.items() if name != "DATABASE_URL"},
        "DJANGO_SETTINGS_MODULE": "kb.settings.development",
        "DATA_DIR": str(data_dir),
        "SEARCH_EMBEDDER": "",  # a test of meaning switches it on
        **variables,
    }


def attempt(data_dir: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """A management command on a data folder, with settings from the environment, whatever comes of it."""
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT, env=environment(data_dir, **variables), capture_output=True, text=True, check=False,
    )  # fmt: skip


def manage(data_dir: Path, *arguments: str, **variables: str) -> str:
    """A management command that must succeed; returns what it prints."""
    done = attempt(data_dir, *arguments, **variables)
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    return done.stdout


class Address(str):
    """Where a server of ours answers, and which process it is."""

    pid: int

    def workers(self) -> list[int]:
        """The processes that answer."""
        return [int(pid) for pid in Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()]


@contextmanager
def serving(data_dir: Path, *, expected: str | tuple[str, ...] = (), **variables: str) -> Iterator[Address]:
    """The application server on a data folder, with settings from the environment; yields its address.

    Nothing may fail behind it, but for lines of the log that have something of `expected` in them.
    """
    port = str(free_port())
    address = Address(f"http://127.0.0.1:{port}")
    variables = {"PORT": port, "SITE_URL": address, **variables}
    manage(data_dir, "prepare_site", **variables)
    log, ready = data_dir / "server.log", Event()

    def follow(stream: IO[str]) -> None:
        with log.open("a", buffering=1) as output:
            for line in stream:
                output.write(line)
                if "Ready:" in line:
                    ready.set()
        ready.set()  # it ended

    server = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "--config", "deploy/gunicorn.conf.py"],
        cwd=ROOT, env=environment(data_dir, **variables),
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    address.pid = server.pid
    reader = Thread(target=follow, args=(server.stdout,), daemon=True)
    reader.start()
    try:
        assert ready.wait(120), log.read_text()
        assert server.poll() is None, log.read_text()
        yield address
    finally:
        server.terminate()
        server.wait(40)
        reader.join(10)
        lines = log.read_text().splitlines()
        faults = [line for line in lines if "Traceback" in line or " ERROR " in line]
        allowed = (expected,) if isinstance(expected, str) else expected
        faults = [line for line in faults if not any(text in line for text in allowed)]
    assert not faults, log.read_text()
