"""Documents to an Elasticsearch cluster: many in a request, the next ones made while it works."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from typing import Any

from elasticsearch import ApiError, Elasticsearch, helpers

from search.engines.base import BatchRefused, EngineError, EngineUnavailable, Failure, Operation, WriteReport
from search.engines.connecting import guarded, reason_of

_CHUNK = 500
_CHUNK_BYTES = 10_000_000  # managed clusters take no more in one request
_TRANSIENT = frozenset(
    {
        "cluster_block_exception",
        "index_closed_exception",
        "security_exception",
        "unavailable_shards_exception",
    }
)


def write(
    client: Elasticsearch, alias: str, operations: Iterable[Operation], *, timeout: float
) -> WriteReport:
    """Send operations in their order; ``timeout`` is how many seconds the cluster has for a request.

    While one request is under way the stream is read on, in the caller's thread. Raises BatchRefused,
    EngineUnavailable, or EngineError when the alias is gone.
    """
    report = WriteReport()
    stream = iter(operations)
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="search-bulk") as sender:
        under_way: Future[WriteReport] | None = None
        while chunk := list(islice(stream, _CHUNK)):
            if under_way is not None:
                _add(report, under_way.result())
            under_way = sender.submit(_send, client, alias, chunk, timeout)
        if under_way is not None:
            _add(report, under_way.result())
    return report


def _add(report: WriteReport, part: WriteReport) -> None:
    report.written += part.written
    report.deleted += part.deleted
    report.outdated += part.outdated
    report.failures += part.failures


def _send(client: Elasticsearch, alias: str, operations: Sequence[Operation], timeout: float) -> WriteReport:
    report = WriteReport()
    # Answers come in another order where the cluster asked to be sent some of them again.
    sent: defaultdict[str, deque[Operation]] = defaultdict(deque)
    for operation in operations:
        sent[operation.id].append(operation)
    results: Iterator[tuple[bool, dict[str, Any]]] = iter(
        helpers.streaming_bulk(
            client,
            (_action(alias, operation) for operation in operations),
            chunk_size=_CHUNK,
            max_chunk_bytes=_CHUNK_BYTES,
            raise_on_error=False,
            max_retries=4,
            initial_backoff=0.2,
            require_alias=True,
            timeout=f"{timeout:g}s",
        )
    )
    while True:
        try:
            with guarded("writing"):
                result = next(results, None)
        except EngineUnavailable as error:
            if isinstance(error.__cause__, ApiError) and error.__cause__.status_code in (400, 413):
                raise BatchRefused(f"Elasticsearch refused a batch: {error.__cause__}") from error
            raise
        if result is None:
            return report
        [item] = result[1].values()
        _count(report, sent[item["_id"]].popleft(), result[1])


def _action(index: str, operation: Operation) -> dict[str, Any]:
    action: dict[str, Any] = {
        "_index": index,
        "_id": operation.id,
        "version": operation.version,
        "version_type": "external_gte",
    }
    if operation.source is None:
        return {**action, "_op_type": "delete"}
    return {**action, "_op_type": "index", "_source": operation.source}


def _count(report: WriteReport, operation: Operation, result: Mapping[str, Any]) -> None:
    """Enter one item of a bulk answer into the report."""
    [(kind, item)] = result.items()
    status = item.get("status", 500)
    error = item.get("error") or {}
    if kind == "delete" and (status < 300 or (status == 404 and not error)):
        report.deleted += 1
    elif status < 300:
        report.written += 1
    elif status == 409:
        report.outdated += 1
    elif error.get("type") == "index_not_found_exception":
        raise EngineError(f"the generation is gone: {reason_of(error)}")
    elif status in (429, 503) or error.get("type") in _TRANSIENT:
        raise EngineUnavailable(f"Elasticsearch took no more documents: {reason_of(error)}")
    else:
        report.failures.append(Failure(operation.id, operation.version, reason_of(error), final=status < 500))
