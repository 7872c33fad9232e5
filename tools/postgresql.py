"""A private PostgreSQL server for tests: `python -m tools.postgresql COMMAND…` runs it with DATABASE_URL set.

The cluster lives in a temporary folder, listens on a free local port and is gone when the command ends.
"""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

# Tests need no durability.
OPTIONS = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=60"


def programs() -> Path | None:
    """The folder with the newest `initdb` of this machine, or None."""
    if found := shutil.which("initdb"):
        return Path(found).parent
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    return versions[-1].parent if versions else None


def _unprivileged() -> dict[str, object]:
    """The server refuses to run as root: then it runs as `postgres`, or as `nobody`."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            account = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
    raise RuntimeError("PostgreSQL does not run as root, and there is neither a user postgres nor nobody.")


def free_port() -> int:
    """A TCP port of this machine that nobody uses now."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


@dataclass(frozen=True)
class Server:
    """A running server of our own."""

    url: str
    _run: Callable[..., None]
    _data: Path
    _options: tuple[str, ...]

    def start(self) -> None:
        """Start it again after `stop`, at the same address."""
        self._run("pg_ctl", "-D", str(self._data), "-w", "-t", "60", *self._options, "start")

    def stop(self) -> None:
        """Stop it at once, as a power cut would."""
        self._run("pg_ctl", "-D", str(self._data), "-m", "immediate", "stop")

    def copy_to(self, folder: Path) -> None:
        """Put what it holds into a folder, as another may begin with it. It is stopped meanwhile."""
        self._run("pg_ctl", "-D", str(self._data), "-m", "fast", "stop")
        subprocess.run(["cp", "-a", self._data, folder], check=True)
        self.start()


@contextmanager
def controlled(begin: Path | None = None) -> Iterator[Server]:
    """Start a server that can be stopped and started; it runs when the context ends or begins.

    `begin`: the folder that it holds a copy of at first.
    """
    bin_dir = programs()
    if bin_dir is None:
        raise RuntimeError("No PostgreSQL server is installed. On Debian: apt-get install postgresql")
    account = _unprivileged()
    folder = Path(tempfile.mkdtemp(prefix="kb-postgresql-"))
    if account:
        os.chown(folder, account["user"], account["group"])
    data, port = folder / "data", free_port()

    def run(program: str, *arguments: str) -> None:
        done = subprocess.run(
            [bin_dir / program, *arguments],
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
            **account,
        )
        if done.returncode:
            log = folder / "log"
            details = log.read_text() if log.exists() else ""
            raise RuntimeError(f"{program} failed:\n{done.stdout}{done.stderr}{details}")

    listen = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= {OPTIONS}"
    found = Server(
        f"postgres://kb@127.0.0.1:{port}/postgres", run, data, ("-l", str(folder / "log"), "-o", listen)
    )
    try:
        if begin:
            subprocess.run(["cp", "-a", begin, data], check=True)
        else:
            locale = ("-E", "UTF8", "--locale=C.UTF-8")
            run("initdb", "-D", str(data), "-U", "kb", "--auth=trust", "--no-sync", *locale)
        found.start()
        try:
            yield found
        finally:
            found.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def server(begin: Path | None = None) -> Iterator[str]:
    """Start a server, with a copy of a folder or empty; yields its `DATABASE_URL`."""
    with controlled(begin) as found:
        yield found.url


if __name__ == "__main__":
    if not sys.argv[1:]:
        sys.exit("Name the command that needs a database.")
    with server() as database_url:
        sys.exit(
            subprocess.run(
                sys.argv[1:], env={**os.environ, "DATABASE_URL": database_url}, check=False
            ).returncode
        )
