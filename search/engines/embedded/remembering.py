"""Answers that a searcher has given: until the next commit the same request has the same answer."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping
from typing import Any

import orjson
import tantivy

from search.clauses import written
from search.latest import Latest

#: Answers that are kept, and bytes of the largest: a list that is taken along is asked for once.
MOST, LARGEST = 500, 60_000
#: Values of a field that are looked at: with more, each moment has answers of its own.
MOST_VALUES = 1_000
#: Integers from here on are not told apart, since values are counted as floats.
EXACT = 2**53


class Remembered:
    """The last answers of one searcher.

    A request says at which moment works may be shown, so no two seconds ask the same. Between two values that the index
    holds in a field, though, every bound selects the same documents: there a bound is remembered by its place.
    """

    def __init__(self, searcher: tantivy.Searcher) -> None:
        self.searcher = searcher
        self._answers: Latest[bytes] = Latest(MOST)
        self._values: dict[str, list[int] | None] = {}

    def answer(self, body: Mapping[str, Any], ask: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        """What was answered to this request, or else what ``ask`` answers now; nobody else holds the dicts."""
        try:
            key = self._key(body)
        except TypeError:  # not a request that JSON can say; it is for the engine to refuse it
            return ask()
        known = self._answers.get(key)
        if known is not None:
            found: dict[str, Any] = orjson.loads(known)
            return found
        made = ask()
        kept = orjson.dumps(made)
        if len(kept) <= LARGEST:
            self._answers.put(key, kept)
        return made

    def _key(self, body: Mapping[str, Any]) -> bytes:
        query = body.get("query")
        if isinstance(query, dict) and isinstance(query.get("bool"), dict):
            filters = query["bool"].get("filter")
            if isinstance(filters, list):
                placed = [self._placed(clause) for clause in filters]
                body = {**body, "query": {"bool": {**query["bool"], "filter": placed}}}
        return written(body)

    def _placed(self, clause: Any) -> Any:
        """A filter by one bound of a number, with the bound's place among the values of that field."""
        match clause:
            case {"range": dict(fields)} if len(clause) == len(fields) == 1:
                [(field, bounds)] = fields.items()
                match bounds:
                    case {"lte": int(bound)} | {"gt": int(bound)} if len(bounds) == 1:
                        values = self._values_of(field)
                        if values is not None:
                            return [field, *bounds, bisect_right(values, bound)]
        return clause

    def _values_of(self, field: str) -> list[int] | None:
        if field not in self._values:
            self._values[field] = self._read(field)
        return self._values[field]

    def _read(self, field: str) -> list[int] | None:
        counted = {"values": {"terms": {"field": field, "size": MOST_VALUES + 1}}}
        try:
            found = self.searcher.aggregate(tantivy.Query.all_query(), counted)
        except ValueError:  # not a number that can be counted
            return None
        values = sorted(bucket["key"] for bucket in found["values"]["buckets"])
        if len(values) > MOST_VALUES or any(abs(value) >= EXACT for value in values):
            return None
        return [int(value) for value in values]
