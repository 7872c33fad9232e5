"""What the environment says, checked: every error is a sentence that names the variable and the remedy."""

from __future__ import annotations

import math
import os
import re
import tempfile
import zoneinfo
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar
from urllib.parse import SplitResult, urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key

BASE_DIR = Path(__file__).resolve().parent.parent.parent
env = environ.Env()
YES, NO = {"1", "true", "yes", "on"}, {"0", "false", "no", "off", ""}
T = TypeVar("T")


def _read(name: str, cast: Callable[..., T], default: object, remedy: str) -> T:
    try:
        return cast(name, default=default)
    except (ImproperlyConfigured, ValueError, TypeError) as error:
        raise ImproperlyConfigured(f"{name} cannot be read ({error}). {remedy}") from None


def text(name: str, default: str | None = None, *, remedy: str = "Set it in the environment.") -> str:
    """The value of a variable; without a default, its absence is an error that tells the remedy."""
    value = os.environ.get(name, default or "")  # as it is: a secret may begin with $
    if not value and default is None:
        raise ImproperlyConfigured(f"{name} is not set. {remedy}")
    return value


def number(name: str, default: float) -> float:
    """A positive number."""
    value = _read(name, env.float, default, "Give a number, for example 2.5.")
    if not 0 < value < math.inf:
        raise ImproperlyConfigured(f"{name} is {value:g}. Give a number above zero.")
    return value


def flag(name: str, default: bool) -> bool:
    """Yes or no."""
    value = env.str(name, default=str(default)).lower()
    if value not in YES | NO:
        raise ImproperlyConfigured(f"{name} is “{value}”. Give 1 or 0.")
    return value in YES


def prefix(name: str, default: str) -> str:
    """What begins names of other systems: lower-case letters, digits, hyphens."""
    value = env.str(name, default=default)
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,30}", value):
        raise ImproperlyConfigured(
            f"{name} is “{value}”. Give up to 31 lower-case letters, digits and hyphens."
        )
    return value


def time_zone(name: str, default: str) -> str:
    """The name of a zone in the IANA database."""
    value = env.str(name, default=default)
    if value not in zoneinfo.available_timezones():
        raise ImproperlyConfigured(f"{name} is “{value}”. Give a zone such as Asia/Vientiane.")
    return value


def choice(name: str, options: Sequence[str], default: str) -> str:
    """One of a few words."""
    value = env.str(name, default=default)
    if value not in options:
        raise ImproperlyConfigured(f"{name} is “{value}”. Choose one of: {', '.join(options)}.")
    return value


def words(name: str, default: Sequence[str] = ()) -> list[str]:
    """A list separated by commas."""
    return [word.strip() for word in env.str(name, default=",".join(default)).split(",") if word.strip()]


def url(name: str, default: str | None = None, *, schemes: Sequence[str] = ("http", "https")) -> str:
    """An absolute address without a trailing slash."""
    value = text(name, default, remedy=f"Give an address such as {schemes[-1]}://example.org.")
    if value:
        _parts(name, value, schemes)
    return value.rstrip("/")


def _parts(name: str, value: str, schemes: Sequence[str]) -> SplitResult:
    parts = urlsplit(value)
    if parts.scheme not in schemes or not parts.hostname:
        raise ImproperlyConfigured(f"{name} is “{value}”. Give an address that begins with {schemes[-1]}://.")
    return parts


def nodes(name: str, default: str) -> str:
    """Absolute addresses with ports, separated by commas; never with a secret in them."""
    found = [value.rstrip("/") for value in words(name, [default])]
    for value in found:
        if "@" in value:
            raise ImproperlyConfigured(
                f"{name} holds a user. Put it into ELASTICSEARCH_USER and ELASTICSEARCH_PASSWORD."
            )
        parts = _parts(name, value, ("http", "https"))
        if not re.search(r":\d+$", parts.netloc):
            raise ImproperlyConfigured(f"{name} is “{value}”. Give the port, too: {value}:9200.")
    if len({value.partition("://")[0] for value in found}) != 1:
        raise ImproperlyConfigured(
            f"{name} is “{','.join(found)}”. Begin all with https://, or all with http://."
        )
    return ",".join(found)


def count(name: str) -> int | None:
    """A whole number from zero on, or None where nothing is set."""
    value = text(name, "")
    if value and not re.fullmatch(r"[0-9]{1,2}", value):
        raise ImproperlyConfigured(f"{name} is “{value}”. Give a whole number from 0 on, or leave it out.")
    return int(value) if value else None


def elasticsearch_access(addresses: str) -> dict[str, str]:
    """Who the site is for Elasticsearch: a user with a password, or an API key, or nobody."""
    access = {
        "user": text("ELASTICSEARCH_USER", ""),
        "password": text("ELASTICSEARCH_PASSWORD", ""),
        "api_key": text("ELASTICSEARCH_API_KEY", ""),
        "ca_file": text("ELASTICSEARCH_CA_FILE", ""),
    }
    if bool(access["user"]) != bool(access["password"]):
        raise ImproperlyConfigured(
            "ELASTICSEARCH_USER and ELASTICSEARCH_PASSWORD belong together. Give both, or neither."
        )
    if access["user"] and access["api_key"]:
        raise ImproperlyConfigured(
            "ELASTICSEARCH_USER and ELASTICSEARCH_API_KEY are both set. Give one of them."
        )
    if ca_file := access["ca_file"]:
        if not Path(ca_file).is_file():
            raise ImproperlyConfigured(
                f"ELASTICSEARCH_CA_FILE is {ca_file}, which is no file. Give the path of a PEM file."
            )
        if "http://" in addresses:
            raise ImproperlyConfigured(
                "ELASTICSEARCH_CA_FILE is set, but ELASTICSEARCH_URL begins with http://. Begin with https://."
            )
    return access


def database(data_dir: Path) -> dict[str, object]:
    """PostgreSQL from `DATABASE_URL`, else SQLite inside the data folder.

    SQLite runs in WAL mode, and write transactions take the lock when they begin: two writers wait for
    each other instead of failing half-way. A request takes over its thread's connection if that is no older than some
    seconds: a new one reads the schema anew and every page of the file that it needs, a fifth of the time that the site
    takes under load. It is not kept for longer, since one that was opened on a read-only disk never writes. As some
    connection is open at any time, nothing but its limit cuts the file of the log.
    """
    default = f"sqlite:///{data_dir / 'db.sqlite3'}"
    config = _read(
        "DATABASE_URL", env.db, default, "Give postgres://user:password@host:5432/name, or leave it out."
    )
    engine = str(config.get("ENGINE", "no database"))
    if engine.endswith("sqlite3"):
        config["CONN_MAX_AGE"] = 10
        config["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; "
            "PRAGMA cache_size=-8000; PRAGMA journal_size_limit=67108864;",
        }
    elif engine.endswith("postgresql"):
        config["CONN_MAX_AGE"] = 60
        config["CONN_HEALTH_CHECKS"] = True
    else:
        raise ImproperlyConfigured(f"DATABASE_URL names {engine}. PostgreSQL and SQLite are supported.")
    return config


def mail(name: str, default: str) -> dict[str, object]:
    """Django's settings of the mail server."""
    remedy = "Give an address such as smtp+tls://user:password@host:587."
    return dict(_read(name, env.email_url, default, remedy))


def data_dir() -> Path:
    """The folder that holds all state; made when it is missing, refused when it cannot be written."""
    folder = Path(env.str("DATA_DIR", default=str(BASE_DIR / "var"))).expanduser().resolve()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise ImproperlyConfigured(
            f"DATA_DIR is {folder}, where nothing can be written: {error.strerror}. Choose another folder."
        ) from None
    return folder


def kept_secret(folder: Path) -> str:
    """The secret key of a single machine: from the environment, else made once and kept in the data folder."""
    if given := env.str("SECRET_KEY", default=""):
        return given
    kept = folder / "secret_key"
    if not kept.exists():
        kept.touch(mode=0o600)
        kept.write_text(get_random_secret_key())
    return kept.read_text().strip()
