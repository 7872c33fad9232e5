"""What a process holds in memory to suggest from, and how it keeps up with the database.

Titles and names of works that are in the index, and the names of registered vocabularies. It may be some seconds old, and
names nothing by itself: whether a work may be shown, and its title, is read from the database with each answer.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain

import orjson
from django.conf import settings
from django.db import DatabaseError, close_old_connections, connection
from django.db.models import Count, Max, QuerySet, Subquery

from search import sources
from search.analysis import CHARACTERS_ARE_WORDS, analyse, bigrams
from search.daemon import Daemon
from search.models import LATE, Projection, Record
from search.suggesting.forms import forms
from search.suggesting.lines import Lines
from search.suggesting.terms import Names, registered
from search.suggesting.wordlists import WordList

logger = logging.getLogger(__name__)

#: Seconds between looks, and the longest pause after a failure.
TICK, LONGEST_PAUSE = 3.0, 60.0
#: So many times as long as reading took it rests, so that an import does not keep a process busy with suggestions.
PART = 10
#: Seconds for which the words of texts are not read again, which takes longest.
WORDS_KEPT = 600.0

#: Language and form of each line of a work or an entry.
Forms = frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Works:
    """The lines of works, and what they were made of: the newest version, how many works, and kind and forms of each by
    its identity. Replaced as a whole."""

    version: int
    count: int
    forms: Mapping[str, tuple[str, Forms]]
    lines: Lines


@dataclass(frozen=True, slots=True)
class Entries:
    """The lines of all registered vocabularies, and the names of their entries by vocabulary and key."""

    versions: tuple[str, ...]
    names: Mapping[str, Mapping[str, Names]]
    lines: Lines


@dataclass(frozen=True, slots=True)
class Words:
    """The words of titles and summaries and of the names of vocabularies, by language: read of the works of a version
    and the entries of some versions, at a moment of the monotonic clock."""

    of: tuple[int, tuple[str, ...]]
    read: float
    lists: Mapping[str, WordList]


@dataclass(frozen=True, slots=True)
class Held:
    """Everything that a process holds; None where it has not been read yet."""

    works: Works | None = None
    entries: Entries | None = None
    words: Words | None = None


_held = Held()
_guard = threading.Lock()


def current() -> Held:
    """What this process holds now."""
    if not settings.SEARCH_WORKER:  # nobody else looks
        refresh()
    return _held


def refresh() -> None:
    """Bring what this process holds up to the database: a query, and one for each vocabulary whose version is kept
    there; more where something is new."""
    global _held
    with _guard:
        entries = _read_entries(_held.entries)
        _held = replace(_held, entries=entries)
        works = _read_works(_held.works)
        _held = replace(_held, works=works)
        _held = replace(_held, words=_read_words(_held.words, works, entries))


def forget() -> None:
    """Hold nothing, as a process does that has just begun."""
    global _held
    _held = Held()


def connect() -> None:
    """Start the thread that looks, with the first request of each process."""
    if settings.SEARCH_WORKER:
        _daemon.connect()


def _read_entries(held: Entries | None) -> Entries:
    versions = tuple(f"{terms.name} {terms.version()}" for terms in registered())
    if held is not None and held.versions == versions:
        return held
    names = {terms.name: terms.names() for terms in registered()}
    lines = (
        (key, group, language, each)
        for group, by_key in names.items()
        for key, by_language in by_key.items()
        for language, each in sorted(_forms_of(by_language))
    )
    return Entries(versions, names, Lines(lines))


def _forms_of(names: Names) -> Forms:
    found = ((language, name) for language, every in names.items() for name in every)
    return frozenset((language, each) for language, name in found for each in forms(name, language))


def _read_works(held: Works | None) -> Works:
    # The version of all works and the count of those that are listed, in one statement, as an index answers each: a count
    # with a condition would read every row, and rows are long.
    newest = Record.objects.order_by("-version").values("version")[:1]
    there = Record.objects.filter(listed=True).aggregate(version=Max(Subquery(newest)), count=Count("*"))
    version, count = there["version"] or 0, there["count"]
    if held is not None and (held.version, held.count) == (version, count):
        return held
    if held is not None:
        changed = Record.objects.filter(version__gt=held.version - LATE)
        gone = set(changed.filter(listed=False).values_list("pk", flat=True))
        read = dict(_read(changed.filter(listed=True)))
        kept = {name: each for name, each in held.forms.items() if name not in gone and name not in read}
        if len(kept) + len(read) == count:
            every = kept | read
            return Works(version, count, every, held.lines if every == held.forms else _lines_of(every))
    every = dict(_read(Record.objects.filter(listed=True)))
    return Works(version, count, every, _lines_of(every))


def _lines_of(every: Mapping[str, tuple[str, Forms]]) -> Lines:
    return Lines(
        (name, kind, language, each) for name, (kind, own) in every.items() for language, each in sorted(own)
    )


def _read(records: QuerySet[Record]) -> Iterator[tuple[str, tuple[str, Forms]]]:
    """Kind and forms of works by their identity."""
    rows = Projection.objects.filter(record__in=records).order_by("record_id", "language")
    columns = rows.values_list("record_id", "record__kind", "language", "title", "record__display")
    name, kind = "", ""
    found: set[tuple[str, str]] = set()
    for identity, of_kind, language, title, display in columns.iterator(chunk_size=500):
        if identity != name:
            if name:
                yield name, (kind, frozenset(found))
            name, kind, found = identity, of_kind, set()
            found.update(_other_names(kind, display))
        found.update((language, each) for each in forms(title, language))
    if name:
        yield name, (kind, frozenset(found))


def _other_names(kind: str, display: str) -> Iterable[tuple[str, str]]:
    source = sources.get(kind)
    names: Collection[str] = source.also_called(orjson.loads(display)) if source else ()
    return chain.from_iterable((("", each) for each in forms(name, "")) for name in names)


def _read_words(held: Words | None, works: Works, entries: Entries) -> Words:
    """Words need not be new: a correction with a word that is nowhere any more finds nothing and is not offered."""
    of = (works.version, entries.versions)
    fresh = held is not None and time.monotonic() < held.read + WORDS_KEPT and settings.SEARCH_WORKER
    if held is not None and (fresh or held.of == of):
        return held
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    rows = Projection.objects.filter(record__listed=True)
    columns = rows.values_list("language", "title", "title_tokens", "summary_tokens")
    for language, title, *tokens in columns.iterator(chunk_size=500):
        counts[language].update({token for line in tokens for token in line.split()})
        if language in CHARACTERS_ARE_WORDS:  # many of its words are missing in the dictionary, and cut up
            counts[language].update(set(bigrams(title, language)))
    for by_key in entries.names.values():
        for names in by_key.values():
            for language, every in names.items():
                counts[language].update({token for name in every for token in analyse(name, language)})
    return Words(of, time.monotonic(), {language: WordList(own) for language, own in counts.items()})


def _look(pause: float) -> float:
    began = time.monotonic()
    try:
        close_old_connections()
        refresh()
    except DatabaseError as error:
        logger.warning("Suggestions could not be brought up to date, will try again: %s", error)
        connection.close()
        return min(pause * 2, LONGEST_PAUSE)
    except Exception:
        logger.exception("Suggestions could not be brought up to date")
        return min(pause * 2, LONGEST_PAUSE)
    return max(TICK, PART * (time.monotonic() - began))


_daemon = Daemon("suggestions", _look, TICK)
