"""A consistent copy of the database while the site serves, and its return in one transaction."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import IO

from django.db import connection


class BackupError(Exception):
    """Why a backup cannot be made or restored: a sentence with its remedy."""


def vendor() -> str:
    """The database of this site: ``sqlite`` or ``postgresql``."""
    return connection.vendor


def is_empty() -> bool:
    """Whether the database has no tables yet."""
    return not connection.introspection.table_names()


def dump(target: Path) -> None:
    """Write the database, as one moment saw it, to a file. Raises ``BackupError``."""
    if vendor() == "sqlite":
        with closing(_sqlite(_sqlite_path())) as live, closing(_sqlite(target)) as copy:
            live.backup(copy)
    else:
        arguments = ("--format=plain", "--no-owner", "--no-privileges", "--encoding=UTF8")
        with target.open("wb") as stream:
            _run("pg_dump", arguments, stdout=stream)


def check(source: Path) -> None:
    """Raise ``BackupError`` when a copy of SQLite is damaged; PostgreSQL tells while it reads."""
    if vendor() != "sqlite":
        return
    try:
        with closing(_sqlite(source)) as copy:
            found = copy.execute("PRAGMA quick_check").fetchone()[0]
    except sqlite3.DatabaseError as error:
        found = str(error)
    if found != "ok":
        raise BackupError(f"The database in the backup is damaged ({found}). Take another backup.")


def restore(source: Path) -> None:
    """Put a copy in the place of the whole database: all of it, or nothing. Raises ``BackupError``."""
    tables = connection.introspection.table_names()
    connection.close()
    if vendor() == "sqlite":
        try:
            with closing(_sqlite(source)) as copy, closing(_sqlite(_sqlite_path())) as live:
                copy.backup(live)
        except sqlite3.Error as error:
            raise BackupError(
                f"The database could not be written ({error}). Stop the site, then repeat."
            ) from None
        return
    names = ", ".join(connection.ops.quote_name(name) for name in tables)
    drop = ("--command", f"DROP TABLE IF EXISTS {names} CASCADE") if tables else ()
    quiet = ("--no-psqlrc", "--quiet", "--single-transaction", "--set", "ON_ERROR_STOP=1")
    _run("psql", (*quiet, *drop, "--file", str(source)), stdout=subprocess.DEVNULL)


def _sqlite_path() -> Path:
    return Path(str(connection.settings_dict["NAME"]))


def _sqlite(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, timeout=30)


def _run(program: str, arguments: Sequence[str], *, stdout: IO[bytes] | int) -> None:
    found = shutil.which(program)
    if found is None:
        raise BackupError(f"{program} is not installed. On Debian: apt-get install postgresql-client")
    done = subprocess.run(  # noqa: S603 - a program of PostgreSQL, arguments of ours
        [found, *arguments],
        stdin=subprocess.DEVNULL, stdout=stdout, stderr=subprocess.PIPE, text=True, check=False,
        env={**os.environ, **_libpq(connection.settings_dict)},
    )  # fmt: skip
    if done.returncode:
        raise BackupError(f"{program} failed: {done.stderr.strip()[-2000:]}")


def _libpq(settings: Mapping[str, object]) -> dict[str, str]:
    """Where the database is, as PostgreSQL's own programs read it; a password never becomes an argument."""
    names = {
        "NAME": "PGDATABASE",
        "HOST": "PGHOST",
        "PORT": "PGPORT",
        "USER": "PGUSER",
        "PASSWORD": "PGPASSWORD",
    }
    values = {variable: str(settings[name]) for name, variable in names.items() if settings.get(name)}
    options = settings.get("OPTIONS")
    if isinstance(options, Mapping):
        values |= {
            f"PG{name.upper()}": str(value) for name, value in options.items() if name.startswith("ssl")
        }
    return values
