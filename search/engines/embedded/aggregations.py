"""Facet counts: the aggregations of the common request language, answered by tantivy.

tantivy's own filter aggregation takes a string for its query parser, which never sees our requests; so
every distinct set of filters is one pass over the documents that it selects.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any

import tantivy
from tantivy import Query

from search.clauses import MATCH_ALL
from search.engines.base import UnsupportedRequest
from search.engines.embedded.queries import Base, Translator
from search.engines.embedded.schema import VERSION

_MOST_BUCKETS = 65_000
_TOTAL = "total"

Finish = Callable[[dict[str, Any]], dict[str, Any]]


@dataclass
class _Pass:
    """One pass over the index: what is asked of it, and where each answer belongs."""

    query: Query
    asked: dict[str, Any] = field(default_factory=dict)
    answers: list[tuple[dict[str, Any], str, Finish]] = field(default_factory=list)  # in the order asked
    totals: list[dict[str, Any]] = field(default_factory=list)


def aggregate(
    searcher: tantivy.Searcher, translator: Translator, base: Base, aggregations: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the ``aggregations`` part of an answer, for the documents that ``base`` selects."""
    passes: dict[str, _Pass] = {}
    answer: dict[str, Any] = {}
    _plan(translator, aggregations, [], base, passes, answer)
    for each in passes.values():
        if each.totals:
            each.asked[_TOTAL] = {"value_count": {"field": VERSION}}
        counted = searcher.aggregate(each.query, each.asked)
        for number, (place, name, finish) in enumerate(each.answers):
            place[name] = finish(counted[str(number)])
        for place in each.totals:
            place["doc_count"] = int(counted[_TOTAL]["value"])
    return answer


def _plan(
    translator: Translator,
    aggregations: Mapping[str, Any],
    filters: list[Any],
    base: Base,
    passes: dict[str, _Pass],
    answer: dict[str, Any],
) -> None:
    """Put every aggregation into the pass of its set of filters."""
    for name, spec in aggregations.items():
        kinds = set(spec) - {"aggs", "aggregations"}
        if len(kinds) != 1:
            raise UnsupportedRequest(f"aggregation {name!r}: {', '.join(sorted(kinds)) or 'no kind'}")
        [kind] = kinds
        inner = spec.get("aggs", spec.get("aggregations", {}))
        if kind == "filter":
            # What lets everything through narrows nothing.
            chosen = filters if spec["filter"] == MATCH_ALL else [*filters, spec["filter"]]
            place = answer[name] = {"doc_count": 0}
            _pass(chosen, base, passes).totals.append(place)
            _plan(translator, inner, chosen, base, passes, place)
            continue
        if kind not in _KINDS:
            raise UnsupportedRequest(f"aggregation: {kind}")
        if inner:
            raise UnsupportedRequest(f"aggregation: sub-aggregations of {kind}")
        asked, finish = _KINDS[kind](translator, spec[kind])
        each = _pass(filters, base, passes)
        each.asked[str(len(each.answers))] = asked
        answer[name] = None  # keeps its place among the others
        each.answers.append((answer, name, finish))


def _pass(filters: list[Any], base: Base, passes: dict[str, _Pass]) -> _Pass:
    key = repr(filters)
    if key not in passes:
        passes[key] = _Pass(base.within(filters))
    return passes[key]


def _options(kind: str, body: Mapping[str, Any], *allowed: str) -> None:
    unknown = sorted(set(body) - {"field", *allowed})
    if unknown:
        raise UnsupportedRequest(f"aggregation {kind}: {', '.join(unknown)}")


def _terms(translator: Translator, body: Mapping[str, Any]) -> tuple[dict[str, Any], Finish]:
    _options("terms", body, "size", "order")
    kind = translator.kind(body["field"], "aggregation terms", "keyword", "integer", "long", "boolean")
    size = body.get("size", 10)
    order = body.get("order", {"_count": "desc"})
    orders = [order] if isinstance(order, Mapping) else list(order)
    steps = [next(iter(step.items())) for step in orders]
    if any(by not in ("_count", "_key") or way not in ("asc", "desc") for by, way in steps):
        raise UnsupportedRequest(f"aggregation terms: order {order!r}")

    def finish(counted: dict[str, Any]) -> dict[str, Any]:
        buckets = counted["buckets"]
        for bucket in buckets:
            if kind != "keyword":
                bucket["key"] = int(bucket["key"])
        # Least important first, since Python's sort is stable. Elasticsearch's last resort is the key.
        for by, way in [("_key", "asc"), *reversed(steps)]:
            name = "doc_count" if by == "_count" else "key"
            buckets.sort(key=itemgetter(name), reverse=way == "desc")
        other = sum(bucket["doc_count"] for bucket in buckets[size:])
        return {"doc_count_error_upper_bound": 0, "sum_other_doc_count": other, "buckets": buckets[:size]}

    asked = {"field": body["field"], "size": _MOST_BUCKETS, "segment_size": _MOST_BUCKETS}
    return {"terms": asked}, finish


def _histogram(translator: Translator, body: Mapping[str, Any]) -> tuple[dict[str, Any], Finish]:
    _options("histogram", body, "interval", "min_doc_count")
    translator.kind(body["field"], "aggregation histogram", "integer", "long")
    interval = body["interval"]
    if isinstance(interval, bool) or not isinstance(interval, int) or interval < 1:
        raise UnsupportedRequest(f"aggregation histogram: interval {interval!r}")
    least = body.get("min_doc_count", 0)
    if least not in (0, 1):
        raise UnsupportedRequest(f"aggregation histogram: min_doc_count {least!r}")

    def finish(counted: dict[str, Any]) -> dict[str, Any]:
        buckets = {float(bucket["key"]): bucket["doc_count"] for bucket in counted["buckets"]}
        if buckets and not least:
            first, last = int(min(buckets)), int(max(buckets))
            if (last - first) // interval >= _MOST_BUCKETS:
                raise UnsupportedRequest("aggregation histogram: too many buckets")
            filled = range(first, last + 1, interval)
            buckets = {float(key): buckets.get(float(key), 0) for key in filled}
        return {"buckets": [{"key": key, "doc_count": buckets[key]} for key in sorted(buckets)]}

    return {"histogram": {"field": body["field"], "interval": interval, "min_doc_count": 1}}, finish


def _extreme(kind: str) -> Callable[[Translator, Mapping[str, Any]], tuple[dict[str, Any], Finish]]:
    def plan(translator: Translator, body: Mapping[str, Any]) -> tuple[dict[str, Any], Finish]:
        _options(kind, body)
        translator.kind(body["field"], f"aggregation {kind}", "integer", "long")
        return {kind: {"field": body["field"]}}, lambda counted: {"value": counted["value"]}

    return plan


_KINDS = {"terms": _terms, "histogram": _histogram, "min": _extreme("min"), "max": _extreme("max")}
