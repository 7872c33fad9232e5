"""Which databases have had the demonstration: it is loaded once, and what was removed stays away."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings


def _path() -> Path:
    return Path(settings.DATA_DIR) / "demonstration-loaded"


def _database() -> str:
    database = settings.DATABASES["default"]
    return " ".join(str(database.get(name)) for name in ("HOST", "PORT", "NAME"))


def is_written() -> bool:
    """Whether this site's database had it."""
    return _path().exists() and _database() in _path().read_text().splitlines()


def write() -> None:
    """Remember that this site's database had it."""
    if not is_written():
        with _path().open("a") as stream:
            stream.write(f"{_database()}\n")
