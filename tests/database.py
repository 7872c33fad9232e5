"""The migrated test database, kept between runs: migrating takes 20 seconds of processor time, copying none.

A kept copy is named by everything that can change it: our migrations and the pinned packages.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

from django.db import connection

ROOT = Path(__file__).resolve().parent.parent
OURS = ("kb", "cases", "experts", "search", "tests")


def kept_copy(folder: Path) -> Path:
    """The file that holds the database after the present migrations."""
    digest = hashlib.sha256((ROOT / "requirements.txt").read_bytes())
    for path in sorted(path for name in OURS for path in (ROOT / name).rglob("migrations/*.py")):
        digest.update(f"{path.relative_to(ROOT)}\n".encode() + path.read_bytes())
    return folder / f"{digest.hexdigest()[:16]}.sqlite3"


def begin_with(copy: Path) -> Callable[[], None]:
    """Let the test database begin as the copy, where there is one. Returns what keeps a copy afterwards."""
    if connection.vendor != "sqlite":
        return lambda: None
    create = connection.creation._create_test_db

    def create_from_copy(*args: object, **kwargs: object) -> str:
        name = create(*args, **kwargs)
        if copy.exists():
            connection.settings_dict["NAME"] = name
            connection.ensure_connection()
            with sqlite3.connect(copy) as source:
                source.backup(connection.connection)
            source.close()
        return name

    def keep() -> None:
        if copy.exists():
            return
        for old in set(copy.parent.glob("*.sqlite3")) - {copy}:
            old.unlink(missing_ok=True)
        # Its own: other processes of the run keep theirs at the same time.
        unfinished = copy.with_suffix(f".unfinished-{os.getpid()}")
        connection.ensure_connection()
        with sqlite3.connect(unfinished) as target:
            connection.connection.backup(target)
        target.close()
        unfinished.replace(copy)

    connection.creation._create_test_db = create_from_copy
    return keep
