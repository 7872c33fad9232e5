"""The embedded index on disk: where things lie, and who may write.

``ROOT/live`` names the live generation, ``ROOT/generations/NAME/`` holds one, ``ROOT/locks/`` the locks.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from search.engines.base import WriterBusy

#: A lock that another host has not touched for so many seconds counts as left behind.
LEASE = 120.0

_NETWORK = frozenset(
    [
        "afs",
        "ceph",
        "cifs",
        "davfs",
        "fuse.ceph",
        "fuse.davfs",
        "fuse.glusterfs",
        "fuse.juicefs",
        "fuse.rclone",
        "fuse.s3fs",
        "fuse.sshfs",
        "glusterfs",
        "lustre",
        "ncpfs",
        "nfs",
        "nfs4",
        "ocfs2",
        "smb2",
        "smb3",
        "smbfs",
    ]
)


def write_atomically(path: Path, content: str) -> None:
    """Replace a file in one step that survives a power cut."""
    beside = path.with_name(f"{path.name}.{os.getpid()}.new")
    with beside.open("w", encoding="utf-8") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    os.replace(beside, path)
    directory = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)


def read_json(path: Path) -> Any:
    """Return what a JSON file of ours holds."""
    return json.loads(path.read_text(encoding="utf-8"))


def file_system(path: Path, mounts: str | None = None) -> str:
    """Return the type of the file system that holds ``path`` (``ext4``, ``nfs4`` …), or an empty string.

    ``mounts`` is the text of ``/proc/self/mountinfo``, read when not given.
    """
    if mounts is None:
        try:
            mounts = Path("/proc/self/mountinfo").read_text(encoding="utf-8", errors="replace")
        except OSError:
            return ""
    wanted = path.resolve()
    best, kind = -1, ""
    for line in mounts.splitlines():
        left, _, right = line.partition(" - ")
        fields = left.split()
        if len(fields) < 5 or not right:
            continue
        point = Path(re.sub(r"\\(\d{3})", lambda found: chr(int(found[1], 8)), fields[4]))
        if wanted.is_relative_to(point) and len(point.parts) >= best:
            best, kind = len(point.parts), right.split()[0]
    return kind


def problems(root: Path, *, reading: bool = False) -> list[str]:
    """Return sentences that say why an embedded index cannot live in ``root``; none when it can.

    ``reading``: it is there and only read, which a disk that became read-only still allows.
    """
    found: list[str] = []
    existing = root
    while not existing.exists() and existing != existing.parent:
        existing = existing.parent
    kind = file_system(existing)
    if kind in _NETWORK:
        found.append(
            f"The search index directory {root} is on a network file system ({kind}). "
            "Put it on a local disk, or set SEARCH_ENGINE=elasticsearch."
        )
    if not existing.is_dir():
        found.append(f"The search index directory {root} cannot be made: {existing} is not a directory.")
    elif not os.access(existing, os.R_OK | os.X_OK):
        found.append(f"The search index directory {root} cannot be read by user {os.getuid()}.")
    elif not reading and os.statvfs(existing).f_flag & os.ST_RDONLY:
        found.append(f"The search index directory {root} is on a read-only disk.")
    elif not reading and not os.access(existing, os.W_OK):
        found.append(f"The search index directory {root} cannot be written by user {os.getuid()}.")
    return found


class Lease:
    """Says in a lock file which host is writing, and since when; `renew` keeps it from growing stale."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._owner = socket.gethostname()

    def take(self) -> None:
        """Write this host down. Raises WriterBusy when another host did so less than LEASE seconds ago."""
        owner = self._path.read_text(encoding="utf-8", errors="replace").strip()
        age = time.time() - self._path.stat().st_mtime
        if owner and owner != self._owner and age < LEASE:
            raise WriterBusy(
                f"Host {owner} writes to this search index (lock {self._path}, {age:.0f} s ago). An embedded "
                "index belongs to one host; several hosts need SEARCH_ENGINE=elasticsearch."
            )
        self._path.write_text(self._owner, encoding="utf-8")

    def renew(self) -> None:
        os.utime(self._path)

    def give_back(self) -> None:
        self._path.write_text("", encoding="utf-8")


@contextmanager
def locked(path: Path) -> Iterator[Lease]:
    """Hold the lock at ``path``, or raise WriterBusy at once when someone else holds it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise WriterBusy(f"another process is writing to the search index (lock {path})") from error
        lease = Lease(path)
        lease.take()
        try:
            yield lease
        finally:
            lease.give_back()
