"""The backup file: a compressed tar of the database, the media and a list of what is in it.

Media are packed before the database is copied and looked through once more afterwards. So every file that
the copy names is there, though the site goes on: a file is never changed in its place, and one that was
deleted meanwhile is only superfluous. The list comes last, with a checksum for each file, so that a file
that was cut off is not taken for a backup.
"""

from __future__ import annotations

import hashlib
import json
import os
import tarfile
import tempfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import IO

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from kb.core.backup import databases
from kb.core.backup.databases import BackupError

FORMAT = 1
DATABASE, MANIFEST, SECRET, MEDIA = "database", "manifest.json", "secret_key", "media"
#: Kept from other eyes: the file holds what the site keeps private, too.
MODE = 0o600
_BLOCK = 1 << 20

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Backup:
    """What a backup says of itself: when it was made, of which database, at which migrations."""

    made: str
    vendor: str
    migrations: frozenset[tuple[str, str]]
    checksums: dict[str, str]

    @property
    def media(self) -> int:
        """How many files of media it holds."""
        return sum(name.startswith(f"{MEDIA}/") for name in self.checksums)


def write(target: Path, progress: Progress) -> Backup:
    """Make a backup while the site serves. Raises ``BackupError``, and then leaves no file."""
    if target.exists():
        raise BackupError(f"{target} is there already. Choose another name.")
    part = target.with_name(f"{target.name}.part")
    try:
        with _private(part) as stream, tarfile.open(fileobj=stream, mode="w:gz", compresslevel=6) as archive:
            backup = _fill(archive, progress)
        os.replace(part, target)
    except OSError as error:
        raise BackupError(f"{target} cannot be written ({error.strerror}). Choose another place.") from None
    finally:
        part.unlink(missing_ok=True)
    return backup


def unpack(source: Path, folder: Path) -> Backup:
    """Unpack a backup into an empty folder and check every file. Raises ``BackupError``."""
    try:
        found = _unpacked(source, folder)
        said = json.loads((folder / MANIFEST).read_text())
    except (OSError, EOFError, tarfile.TarError, zlib.error, ValueError) as error:
        raise BackupError(f"{source} is not a whole backup ({error}). Take another one.") from None
    if not isinstance(said, dict) or said.get("format") != FORMAT:
        raise BackupError(f"{source} was made by another version of this software.")
    backup = Backup(
        said["made"],
        said["vendor"],
        frozenset((app, name) for app, name in said["migrations"]),
        said["checksums"],
    )
    for name, checksum in backup.checksums.items():
        if found.get(name) != checksum:
            raise BackupError(f"{name} in {source} is damaged or missing. Take another backup.")
    return backup


def refuse_unfit(backup: Backup) -> None:
    """Raise ``BackupError`` when this site's software or database cannot take the backup."""
    if backup.vendor != databases.vendor():
        raise BackupError(
            f"The backup holds a {backup.vendor} database, this site uses {databases.vendor()}. "
            "Set DATABASE_URL to the same kind, or move the content with export_content and import_content."
        )
    if newer := backup.migrations - set(MigrationLoader(None).disk_migrations):
        raise BackupError(
            f"The backup was made by a newer version (it has {'.'.join(sorted(newer)[0])}). Install that version first."
        )


def _private(path: Path) -> IO[bytes]:
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, MODE), "wb")


def _fill(archive: tarfile.TarFile, progress: Progress) -> Backup:
    checksums: dict[str, str] = {}
    seen: dict[str, tuple[int, int]] = {}
    _add_media(archive, seen, checksums)
    progress(f"Packed {len(seen)} media files.")
    with tempfile.TemporaryDirectory(dir=settings.DATA_DIR, prefix=".backup-") as folder:
        copy = Path(folder) / DATABASE
        databases.dump(copy)
        _add(archive, copy, DATABASE, checksums)
    progress("Packed the database.")
    _add_media(archive, seen, checksums)
    secret = Path(settings.DATA_DIR) / SECRET
    if secret.exists():
        _add(archive, secret, SECRET, checksums)
    backup = Backup(timezone.now().isoformat(), databases.vendor(), _applied(), checksums)
    said = {
        "format": FORMAT,
        "made": backup.made,
        "vendor": backup.vendor,
        "migrations": sorted(backup.migrations),
        "checksums": checksums,
    }
    data = json.dumps(said, indent=1).encode()
    entry = tarfile.TarInfo(MANIFEST)
    entry.size, entry.mode = len(data), MODE
    archive.addfile(entry, BytesIO(data))
    return backup


def _applied() -> frozenset[tuple[str, str]]:
    return frozenset(MigrationLoader(connection).applied_migrations)


def _media_files() -> Iterator[tuple[str, Path]]:
    root = Path(settings.MEDIA_ROOT)
    for folder, _folders, names in os.walk(root):
        for name in sorted(names):
            path = Path(folder) / name
            yield f"{MEDIA}/{path.relative_to(root).as_posix()}", path


def _add_media(archive: tarfile.TarFile, seen: dict[str, tuple[int, int]], checksums: dict[str, str]) -> None:
    """Add what is not in the archive yet, or was still being written when it was packed."""
    for name, path in _media_files():
        try:
            status = path.stat()
            state = (status.st_size, status.st_mtime_ns)
            if seen.get(name) != state:
                _add(archive, path, name, checksums)
                seen[name] = state
        except FileNotFoundError:  # deleted while we looked: the database does not name it any more
            continue


def _add(archive: tarfile.TarFile, path: Path, name: str, checksums: dict[str, str]) -> None:
    with path.open("rb") as stream:
        entry = archive.gettarinfo(arcname=name, fileobj=stream)
        entry.uid = entry.gid = 0
        entry.uname = entry.gname = ""
        hashing = _Hashing(stream, entry.size)
        archive.addfile(entry, hashing)
    checksums[name] = hashing.digest.hexdigest()


class _Hashing:
    """A file that is read up to the size it had, hashed on the way; one that shrank is filled with zeros."""

    def __init__(self, stream: IO[bytes], size: int) -> None:
        self.stream, self.left, self.digest = stream, size, hashlib.sha256()

    def read(self, size: int = _BLOCK) -> bytes:
        data = self.stream.read(min(size, self.left)).ljust(min(size, self.left), b"\0")
        self.left -= len(data)
        self.digest.update(data)
        return data


def _unpacked(source: Path, folder: Path) -> dict[str, str]:
    """Unpack plain files at the places that we know; returns their checksums. A later copy of a file wins."""
    found: dict[str, str] = {}
    with tarfile.open(source, "r:gz") as archive:
        for entry in archive:
            name = PurePosixPath(entry.name)
            known = entry.name in (DATABASE, MANIFEST, SECRET) or (
                name.parts[0] == MEDIA and len(name.parts) > 1
            )
            stream = (
                archive.extractfile(entry) if entry.isfile() and known and ".." not in name.parts else None
            )
            if stream is None:
                raise BackupError(f"{source} holds {entry.name}, which does not belong into a backup.")
            target = folder.joinpath(*name.parts)
            target.parent.mkdir(parents=True, exist_ok=True)
            digest = hashlib.sha256()
            with target.open("wb") as output:
                while block := stream.read(_BLOCK):
                    digest.update(block)
                    output.write(block)
            found[entry.name] = digest.hexdigest()
    return found
