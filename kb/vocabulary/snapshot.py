"""The whole vocabulary in memory: read once a process and again only when its version has moved.

Within a request (or `held()`) the version is looked at once, so a page costs one query however many labels it
shows. Elsewhere, as in a background thread, every call looks, which is one query by primary key.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from django.apps import apps


@dataclass(frozen=True, slots=True)
class Entry:
    """One term as read from the database. `unit` is the key of an indicator's usual unit."""

    pk: int
    scheme: str
    key: str
    parent: str | None
    retired: bool
    symbol: str
    unit_kind: str
    direction: str
    unit: str | None
    labels: dict[str, str] = field(default_factory=dict)
    definitions: dict[str, str] = field(default_factory=dict)
    synonyms: dict[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All terms at one version; in each scheme a parent stands directly before its children."""

    version: str
    schemes: dict[str, dict[str, Entry]]
    by_id: dict[int, Entry]


_latest: Snapshot | None = None  # replaced as a whole: threads see the old or the new one, never a mixture
# A page asks a hundred times; asgiref's Local takes fifty times as long to tell.
_active: ContextVar[bool] = ContextVar("vocabulary_active", default=False)
_held: ContextVar[Snapshot | None] = ContextVar("vocabulary_held", default=None)


def current() -> Snapshot:
    """The vocabulary as of now; within a request, as of its first use."""
    held = _held.get()
    if held is not None:
        return held
    snapshot = _fresh()
    if _active.get():
        _held.set(snapshot)
    return snapshot


@contextmanager
def held() -> Iterator[None]:
    """Look at the version only once inside: for what reads labels thousands of times outside a request."""
    was = _active.get()
    _active.set(True)
    try:
        yield
    finally:
        _active.set(was)
        if not was:
            _held.set(None)


def request_begins(**kwargs: object) -> None:
    _active.set(True)
    _held.set(None)


def request_ends(**kwargs: object) -> None:
    _active.set(False)
    _held.set(None)


def let_go() -> None:
    """Look at the version again at the next use: this thread has just changed something."""
    _held.set(None)


def _fresh() -> Snapshot:
    global _latest
    version = apps.get_model("vocabulary", "VocabularyVersion").objects.token()
    latest = _latest
    if latest is None or latest.version != version:
        # The version is read first: words newer than it are only read once more, never kept too long.
        _latest = latest = _read(version)
    return latest


def _read(version: str) -> Snapshot:
    labels: dict[int, dict[str, str]] = {}
    definitions: dict[int, dict[str, str]] = {}
    synonyms: dict[int, dict[str, tuple[str, ...]]] = {}
    rows = apps.get_model("vocabulary", "TermLabel").objects.values_list(
        "term_id", "language", "label", "definition", "synonyms"
    )
    for term, language, label, definition, others in rows:
        labels.setdefault(term, {})[language] = label
        definitions.setdefault(term, {})[language] = definition
        if found := tuple(filter(None, map(str.strip, others.splitlines()))):
            synonyms.setdefault(term, {})[language] = found
    terms = list(
        apps.get_model("vocabulary", "Term")
        .objects.order_by("scheme", "sort_order", "key")
        .values_list(
            "pk",
            "scheme",
            "key",
            "parent__key",
            "retired",
            "symbol",
            "unit_kind",
            "direction",
            "default_unit__key",
        )
    )
    entries = [
        Entry(*row, labels.get(row[0], {}), definitions.get(row[0], {}), synonyms.get(row[0], {}))
        for row in terms
    ]
    children: dict[tuple[str, str | None], list[Entry]] = {}
    for entry in entries:
        children.setdefault((entry.scheme, entry.parent), []).append(entry)
    schemes: dict[str, dict[str, Entry]] = {}

    def add(entry: Entry) -> None:
        schemes.setdefault(entry.scheme, {})[entry.key] = entry
        for child in children.get((entry.scheme, entry.key), ()):
            add(child)

    for entry in entries:
        if entry.parent is None:
            add(entry)
    return Snapshot(version, schemes, {entry.pk: entry for entry in entries})
