"""What every search engine does, whichever library or server stands behind it.

An engine holds *generations* of one index. A generation is filled beside the live one and then promoted
in one atomic step. Requests are Elasticsearch ``_search`` bodies and answers have the shape that
Elasticsearch gives them, as plain dicts.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any, Protocol

import orjson

#: Largest ``from + size`` of a request, as in Elasticsearch.
WINDOW = 10_000


class EngineError(Exception):
    """Base of everything that an engine raises on purpose."""


class EngineUnavailable(EngineError):
    """No complete answer: the engine is down, too slow, damaged, or answered from part of its shards.

    It never means "no results". Callers answer in another way and say so, or try again later.
    """


class UnsupportedRequest(EngineError):
    """The request holds a part outside the common request language; the message names it."""


class BatchRefused(EngineError):
    """The engine took none of a batch because of what is in it. Write its operations in smaller parts."""


class WriterBusy(EngineError):
    """Another process or thread is writing to this generation. Try again; nothing was written."""


@dataclass(frozen=True, slots=True)
class Operation:
    """One document to write, or to delete when ``source`` is None.

    ``version`` grows with every change of the document (the outbox id). An operation older than what the
    generation already holds, or has deleted, is ignored; an equal version is applied again.
    """

    id: str
    version: int
    source: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Failure:
    """One operation that could not be done while others could.

    ``final``: the engine refused it for good, trying it again as it is cannot help.
    """

    id: str
    version: int
    reason: str
    final: bool = True


@dataclass(slots=True)
class WriteReport:
    """What became of a batch: operations applied, ignored because something newer is there, refused."""

    written: int = 0
    deleted: int = 0
    outdated: int = 0
    failures: list[Failure] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Entry:
    """One document that a generation holds, as `Engine.entries` tells it."""

    id: str
    version: int
    content_hash: str


def content_hash(source: Mapping[str, Any]) -> str:
    """Return a hash of a document's source that is the same in every engine and every process."""
    try:
        canonical = orjson.dumps(source, option=orjson.OPT_SORT_KEYS)
    except orjson.JSONEncodeError:
        # Half a surrogate pair, or a number of more than 64 bits: no engine takes these either.
        canonical = json.dumps(source, sort_keys=True).encode()
    return hashlib.blake2b(canonical, digest_size=16).hexdigest()


class Writer(Protocol):
    """A generation that is open for writing, batch after batch."""

    def write(self, operations: Iterable[Operation]) -> WriteReport:
        """Apply operations in order; when it returns, what was written can be found.

        The iterable may be a stream of any length. Raises BatchRefused, or EngineError when the generation does
        not exist.
        """

    def settle(self, interrupted: Callable[[], bool]) -> bool:
        """Wait for what the engine still does with what was written, so that the next batch need not.

        Returns False as soon as ``interrupted`` says that there is more to write, True when nothing is left to do.
        """


class Engine(Protocol):
    """Holds generations of one index; answers Elasticsearch ``_search`` bodies on the live one.

    Every method may raise `EngineUnavailable`. Instances may be shared between threads.
    """

    def create(self, generation: str, mapping: Mapping[str, Any]) -> None:
        """Make an empty generation with an Elasticsearch mapping body, ``{"properties": {…}}``.

        Raises EngineError when the generation exists, UnsupportedRequest when the mapping holds a type
        or parameter outside the common language.
        """

    def writing(self, generation: str) -> AbstractContextManager[Writer]:
        """Open a generation for several batches; nobody else writes meanwhile where one may write at a time.

        Raises WriterBusy, or EngineError when the generation does not exist.
        """

    def write(self, generation: str, operations: Iterable[Operation]) -> WriteReport:
        """Open a generation, apply one batch, and close it: see `Writer.write` and `writing`."""

    def compact(self, generation: str) -> None:
        """Begin to arrange a generation that was filled at once as it is read fastest; nothing is found in another way then.

        The engine may take long for it, while it answers and is written to, or leave it at that: raises nothing where it
        cannot.
        """

    def search(
        self, body: Mapping[str, Any], *, timeout: float | None = None, written: int | None = None
    ) -> dict[str, Any]:
        """Answer a ``_search`` body on the live generation.

        ``timeout`` is in seconds. ``written`` is another number after each write to what is live, by whatever process:
        an engine that cannot tell by itself may remember its answers for that. The answer has ``hits.total.value``,
        ``hits.total.relation``, ``hits.hits[]`` with ``_id``, ``_score``, ``sort``, ``_source`` and ``fields`` as far as they
        are asked for, and ``aggregations``.
        Raises UnsupportedRequest, and EngineUnavailable when no generation is live.
        """

    def promote(self, generation: str) -> None:
        """Make a generation the live one, in one atomic step."""

    def live(self) -> str | None:
        """Return the generation that answers searches, or None."""

    def generations(self) -> list[str]:
        """Return the names of all generations, sorted."""

    def drop(self, generation: str) -> None:
        """Remove a generation that is not live; do nothing when there is none of that name."""

    def entries(self, generation: str) -> Iterator[Entry]:
        """Yield every document of a generation, in no particular order."""

    def withdraw(self, generation: str) -> None:
        """Let a generation be live no longer: searches are unavailable until one is promoted.

        Does nothing when another one is live.
        """

    def damage(self, generation: str) -> list[str]:
        """Return sentences that name what is broken in a generation; none when it is sound.

        May read all of it: to be asked now and then, not with every search.
        """

    def obstacles(self) -> list[str]:
        """Return sentences that say why nothing can be written from here; none where nothing is known of one.

        Quick, and asks nobody over a network.
        """

    def close(self) -> None:
        """Give back files and connections. A closed engine opens again when it is used."""
