"""An engine on an Elasticsearch 9 server or cluster.

A generation is an index ``PREFIX.GENERATION``; the alias ``PREFIX`` points to the live one.
"""

from __future__ import annotations

import logging
import os
import re
import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

import orjson
from elastic_transport import ConnectionTimeout, SerializationError, TransportError
from elasticsearch import ApiError, BadRequestError, Elasticsearch, NotFoundError, helpers

from search.clauses import written
from search.engines import bulk
from search.engines.base import (
    EngineError,
    EngineUnavailable,
    Entry,
    Operation,
    UnsupportedRequest,
    WriteReport,
    content_hash,
)
from search.engines.connecting import Access, Rest, connect, explain, guarded, may_pass, reason_of, tries
from search.engines.mapping import check_name, field_types
from search.engines.remembering import Remembered

logger = logging.getLogger(__name__)

_SETTINGS: dict[str, Any] = {
    "number_of_shards": 1,
    # How long a deletion keeps an older write out that comes late.
    "gc_deletes": "1h",
}
_WRITE_TIMEOUT = 60.0  # seconds, for a chunk of documents or a change of indices
_PREFIX = re.compile(r"[a-z][a-z0-9_-]{0,60}")
_LONGEST_MEMORY = 60.0  # seconds, since what is done to a cluster by hand is told to nobody
_SAFE_COPIES = 2  # of what was acknowledged, where there are replicas: one node may be lost


@dataclass(frozen=True, slots=True)
class _Writer:
    """The cluster takes batches from whoever sends them, and merges by itself."""

    engine: ElasticsearchEngine
    generation: str

    def write(self, operations: Iterable[Operation]) -> WriteReport:
        return self.engine.write(self.generation, operations)

    def settle(self, interrupted: Callable[[], bool]) -> bool:
        return not interrupted()


class ElasticsearchEngine:
    """Generations are indices of the cluster at ``url`` (several nodes separated by commas).

    ``prefix`` keeps several sites on one cluster apart: lower-case letters, digits, ``_`` and ``-``.
    ``timeout`` is how many seconds a search may take, with all its tries. ``replicas`` are the copies of
    each document beside the first; with one or more, nothing is acknowledged that stands on a single node
    only. None: one where the cluster has a second node. Nothing is connected before the first use, and a
    process that was forked connects anew.
    """

    def __init__(
        self,
        url: str,
        *,
        prefix: str,
        timeout: float,
        replicas: int | None = None,
        access: Access | None = None,
    ) -> None:
        if not _PREFIX.fullmatch(prefix):
            raise EngineError(f"not a prefix for indices: {prefix!r}")
        self._nodes = url.split(",")
        self._prefix = prefix
        self._timeout = timeout
        self._replicas = replicas
        self._access = access or Access()
        self._rest = Rest(timeout)
        self._pid = 0
        self._memory: tuple[int | None, float, Remembered]  # replaced as a whole
        self._forget()
        self._connected: Elasticsearch | None = None

    def create(self, generation: str, mapping: Mapping[str, Any]) -> None:
        field_types(mapping)
        strict = {**mapping, "dynamic": "strict"}
        try:
            with guarded("creating an index"):
                self._client().indices.create(
                    index=self._index(generation),
                    settings=_SETTINGS | self._copies(),
                    mappings=strict,
                    aliases={self._entrance(generation): {}},
                )
        except EngineUnavailable as error:
            if isinstance(error.__cause__, BadRequestError):
                raise EngineError(f"generation {generation!r}: {error.__cause__}") from error
            raise

    @contextmanager
    def writing(self, generation: str) -> Iterator[_Writer]:
        yield _Writer(self, generation)

    def write(self, generation: str, operations: Iterable[Operation]) -> WriteReport:
        try:
            return self._write(generation, operations)
        finally:
            self._forget()

    def _write(self, generation: str, operations: Iterable[Operation]) -> WriteReport:
        client = self._client()
        report = bulk.write(client, self._entrance(generation), operations, timeout=_WRITE_TIMEOUT / 2)
        with guarded("refreshing"):
            try:
                refreshed = client.indices.refresh(index=self._index(generation))
            except NotFoundError as error:
                raise EngineError(f"no generation {generation!r}") from error
        if self._replicas and refreshed.body["_shards"]["successful"] < _SAFE_COPIES:
            raise EngineUnavailable("Elasticsearch has what was written on one node only")
        return report

    def compact(self, generation: str) -> None:
        """One segment: each of ten looks up each of hundreds of clauses, and a search takes twice as long."""
        client = self._client().options(max_retries=0)
        try:
            client.indices.forcemerge(
                index=self._index(generation), max_num_segments=1, wait_for_completion=False
            )
        except (ApiError, TransportError) as error:
            logger.warning("The index was not compacted: %s", explain(error))

    def search(
        self, body: Mapping[str, Any], *, timeout: float | None = None, written: int | None = None
    ) -> dict[str, Any]:
        if written is None:
            return self._asked(body, timeout)
        state, begun, remembered = self._memory
        now = time.monotonic()
        if state != written or now - begun > _LONGEST_MEMORY:
            remembered = Remembered()
            self._memory = written, now, remembered
        return remembered.answer(body, lambda asked: self._asked(asked, timeout))

    def _asked(self, body: Mapping[str, Any], timeout: float | None) -> dict[str, Any]:
        seconds = self._timeout if timeout is None else timeout
        if not self._rest.over():
            raise EngineUnavailable("Elasticsearch did not answer a moment ago and is left alone")
        failure: ApiError | TransportError | None = None
        several = len(self._nodes) > 1
        once = self._rest.failed_just_now() and not several
        for share in tries(seconds, len(self._nodes)):
            try:
                answer = self._search_once(body, share)
            except (ApiError, TransportError) as error:
                failure = error
                if once or not may_pass(error, elsewhere=several):
                    break
            except EngineError:
                self._rest.end(failed=False)
                raise
            else:
                self._rest.end(failed=False)
                return answer
        if not isinstance(failure, ConnectionTimeout):
            self._rest.end(failed=True)
        elif seconds >= self._timeout:  # whoever had less patience knows nothing about the cluster
            self._rest.begin()
        told = explain(failure) if failure else f"no time was left of {seconds:g} s"
        raise EngineUnavailable(f"Elasticsearch failed while searching: {told}") from failure

    def _search_once(self, body: Mapping[str, Any], seconds: float) -> dict[str, Any]:
        client = self._client().options(request_timeout=seconds, max_retries=0)
        try:
            response = client.search(
                index=self._prefix,
                body={**body, "timeout": f"{max(1, round(seconds * 1000))}ms"},
                allow_partial_search_results=False,
                preference=_preference(body),
            )
        except (orjson.JSONEncodeError, SerializationError) as error:
            raise UnsupportedRequest(f"request: {error}") from error
        except BadRequestError as error:
            if "index_closed_exception" in str(error):
                raise EngineUnavailable("the index of the search is closed") from error
            reason = reason_of(error.body["error"] if isinstance(error.body, dict) else error)
            raise UnsupportedRequest(f"Elasticsearch refused the request: {reason}") from error
        except NotFoundError as error:
            raise EngineUnavailable("no generation of the search index is live yet") from error
        answer: dict[str, Any] = response.body
        if answer.get("timed_out"):
            raise EngineUnavailable(f"Elasticsearch did not finish a search within {seconds:g} s")
        failed = answer.get("_shards", {}).get("failed", 0)
        if failed:
            raise EngineUnavailable(f"Elasticsearch searched without {failed} of its shards")
        return answer

    def promote(self, generation: str) -> None:
        index = self._index(generation)
        found = self._indices("looking for the index to promote", f"{self._prefix}.*,{self._prefix}")
        if index not in found:
            raise EngineError(f"no generation {generation!r}")
        if self._prefix in found:
            raise EngineError(
                f"an index of that name stands where the alias {self._prefix!r} belongs; delete it if nobody "
                "needs it, or choose another SEARCH_INDEX_PREFIX"
            )
        with guarded("promoting"):
            done = self._client().indices.update_aliases(
                actions=[
                    {"remove": {"index": f"{self._prefix}.*", "alias": self._prefix, "must_exist": False}},
                    {"add": {"index": index, "alias": self._prefix}},
                ]
            )
        self._forget()
        if not done.body.get("acknowledged"):
            raise EngineUnavailable("Elasticsearch did not say in time that it promoted the new index")

    def withdraw(self, generation: str) -> None:
        with guarded("withdrawing"), suppress(NotFoundError):
            self._client().indices.delete_alias(index=self._index(generation), name=self._prefix)
        self._forget()

    def damage(self, generation: str) -> list[str]:
        """Elasticsearch looks after its own files; what is left is an index that is not there."""
        if generation in self.generations():
            return []
        return [f"{self._index(generation)}: missing"]

    def live(self) -> str | None:
        for index, told in self._indices("asking which generation is live").items():
            # An index that somebody made by hand, or that a write made, is none of ours.
            ours = told.get("mappings", {}).get("dynamic") == "strict"
            if ours and self._prefix in told.get("aliases", {}):
                return index.removeprefix(f"{self._prefix}.")
        return None

    def generations(self) -> list[str]:
        return sorted(
            index.removeprefix(f"{self._prefix}.") for index in self._indices("listing generations")
        )

    def drop(self, generation: str) -> None:
        if generation == self.live():
            raise EngineError(f"generation {generation!r} is live")
        with guarded("dropping an index"):
            self._client().indices.delete(index=self._index(generation), ignore_unavailable=True)

    def entries(self, generation: str) -> Iterator[Entry]:
        hits = iter(
            helpers.scan(
                self._client(),
                index=self._index(generation),
                query={"query": {"match_all": {}}, "version": True},
                size=1_000,
                allow_partial_search_results=False,
            )
        )
        while True:
            with guarded("listing documents"):
                hit = next(hits, None)
            if hit is None:
                return
            yield Entry(hit["_id"], hit["_version"], content_hash(hit["_source"]))

    def obstacles(self) -> list[str]:
        return []

    def _forget(self) -> None:
        """What this process has written itself, it need not be told."""
        self._memory = None, 0.0, Remembered()

    def close(self) -> None:
        self._forget()
        if self._connected is not None and self._pid == os.getpid():
            self._connected.close()
        self._connected = None

    def _index(self, generation: str) -> str:
        return f"{self._prefix}.{check_name(generation)}"

    def _entrance(self, generation: str) -> str:
        """The alias that documents are written to.

        A write to an index that is gone makes a new one of Elasticsearch's own guessing; a write to an alias
        can be held to there being one.
        """
        return f"{self._index(generation)}~write"

    def _copies(self) -> dict[str, Any]:
        if self._replicas is None:
            return {"auto_expand_replicas": "0-1"}
        return {
            "number_of_replicas": self._replicas,
            "write.wait_for_active_shards": min(self._replicas + 1, _SAFE_COPIES),
            # Writes wait for a second copy, so a lost one is made again at once.
            "unassigned.node_left.delayed_timeout": "0",
        }

    def _indices(self, doing: str, names: str = "") -> dict[str, Any]:
        """What this prefix has: aliases and the strictness of the mapping, by name of the index."""
        with guarded(doing):
            indices = self._client().options(request_timeout=self._timeout).indices
            found = indices.get(
                index=names or f"{self._prefix}.*",
                ignore_unavailable=True,
                expand_wildcards=["open", "closed"],
                filter_path="*.aliases,*.mappings.dynamic,*.settings.index.uuid",
            )
        return dict(found.body)

    def _client(self) -> Elasticsearch:
        if self._connected is None or self._pid != os.getpid():
            self._connected = connect(self._nodes, self._access, timeout=_WRITE_TIMEOUT)
            self._pid = os.getpid()
        return self._connected


def _preference(body: Mapping[str, Any]) -> str:
    """Send the pages of one query to the same copy of a shard: copies may score a little differently."""
    return f"q{zlib.crc32(written(body.get('query'))):x}"
