"""Answers that were given: until something is written the same request has the same answer."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping
from typing import Any

import orjson

from search.clauses import written
from search.engines.base import UnsupportedRequest
from search.latest import Latest

#: Answers that are kept, and bytes of the largest: a list that is taken along is asked for once.
MOST, LARGEST = 500, 60_000
#: Values of a field that are looked at: with more, each moment has answers of its own.
MOST_VALUES = 1_000
#: Integers from here on are not told apart, since values are counted as floats.
EXACT = 2**53


Ask = Callable[[Mapping[str, Any]], dict[str, Any]]


class Remembered:
    """The last answers of an index in one state.

    A request says at which moment works may be shown, so no two seconds ask the same. Between two values that the index
    holds in a field, though, every bound selects the same documents: there a bound is remembered by its place.
    """

    def __init__(self) -> None:
        self._answers: Latest[bytes] = Latest(MOST)
        self._values: dict[str, list[int] | None] = {}

    def answer(self, body: Mapping[str, Any], ask: Ask) -> dict[str, Any]:
        """What was answered to this request, or else what ``ask`` answers now; nobody else holds the dicts."""
        try:
            key = self._key(body, ask)
        except TypeError:  # not a request that JSON can say; it is for the engine to refuse it
            return ask(body)
        known = self._answers.get(key)
        if known is not None:
            found: dict[str, Any] = orjson.loads(known)
            return found
        made = ask(body)
        kept = orjson.dumps(made)
        if len(kept) <= LARGEST:
            self._answers.put(key, kept)
        return made

    def _key(self, body: Mapping[str, Any], ask: Ask) -> bytes:
        query = body.get("query")
        if isinstance(query, dict) and isinstance(query.get("bool"), dict):
            filters = query["bool"].get("filter")
            if isinstance(filters, list):
                placed = [self._placed(clause, ask) for clause in filters]
                body = {**body, "query": {"bool": {**query["bool"], "filter": placed}}}
        return written(body)

    def _placed(self, clause: Any, ask: Ask) -> Any:
        """A filter by one bound of a number, with the bound's place among the values of that field."""
        match clause:
            case {"range": dict(fields)} if len(clause) == len(fields) == 1:
                [(field, bounds)] = fields.items()
                match bounds:
                    case {"lte": int(bound)} | {"gt": int(bound)} if len(bounds) == 1:
                        values = self._values_of(field, ask)
                        if values is not None:
                            return [field, *bounds, bisect_right(values, bound)]
        return clause

    def _values_of(self, field: str, ask: Ask) -> list[int] | None:
        if field not in self._values:
            self._values[field] = _values(field, ask)
        return self._values[field]


def _values(field: str, ask: Ask) -> list[int] | None:
    """The values of a field, in order; None where they cannot be counted or are too many."""
    counted = {"values": {"terms": {"field": field, "size": MOST_VALUES + 1}}}
    try:
        buckets = ask({"size": 0, "_source": False, "aggs": counted})["aggregations"]["values"]["buckets"]
    except UnsupportedRequest:
        return None
    values = [bucket["key"] for bucket in buckets]
    if len(values) > MOST_VALUES or not all(type(value) is int and abs(value) < EXACT for value in values):
        return None
    return sorted(values)
