"""The order of hits, and one page of it.

tantivy orders by the score or by one field, and leaves equal scores in the order of writing. So documents of
equal score are put in order here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson
import tantivy
from tantivy import Order, Query

from search.engines.base import UnsupportedRequest
from search.engines.embedded.queries import Translator
from search.engines.embedded.schema import Stored, read_stored

#: A hit: its score, its sort values, where it is, and what is kept of it if that was read already.
Row = tuple[float | None, list[Any] | None, tantivy.DocAddress, Stored | None]
#: The rows of a page, how many documents match, the best score where scores count.
Page = tuple[list[Row], int, float | None]

_LIMITS = {"integer": 2**31, "long": 2**63}


def sort_keys(translator: Translator, sort: Any) -> list[tuple[str, str]]:
    """Return ``[(field or "_score", "asc" or "desc")]``, at most a score and a field.

    Raises UnsupportedRequest for what cannot be ordered by.
    """
    steps = [sort] if isinstance(sort, (str, Mapping)) else list(sort or ["_score"])
    keys: list[tuple[str, str]] = []
    for step in steps:
        if isinstance(step, str):
            step = {step: "desc" if step == "_score" else "asc"}
        [(name, way)] = step.items()
        if isinstance(way, Mapping):
            if set(way) != {"order"}:
                raise UnsupportedRequest(f"sort: {', '.join(sorted(set(way) - {'order'}))}")
            way = way["order"]
        if way not in ("asc", "desc") or (name, way) == ("_score", "asc"):
            raise UnsupportedRequest(f"sort: {name} {way}")
        if name != "_score":
            translator.kind(name, "sort", "keyword", "integer", "long")
        keys.append((name, way))
    if len(keys) > 2 or (len(keys) == 2 and (keys[0][0] != "_score" or keys[1][0] == "_score")):
        raise UnsupportedRequest("sort: more than one key (only _score may be followed by one)")
    return keys


class Ordering:
    """Orders what a query matches. ``alike`` says that the query gives every document the same score."""

    def __init__(
        self, searcher: tantivy.Searcher, types: Mapping[str, str], query: Query, *, alike: bool
    ) -> None:
        self._searcher: Any = searcher  # tantivy's type hints leave out the results' `count`
        self._types = types
        self._query = query
        self._alike = alike

    def page(self, keys: list[tuple[str, str]], first: int, size: int) -> Page:
        """Return ``size`` rows from number ``first`` on, ordered by `sort_keys`."""
        if not size:
            return [], self._searcher.search(self._query, 1).count, None
        if keys[0][0] != "_score":
            return self._by_field(keys[0], first, size)
        if len(keys) == 1:
            found = self._searcher.search(self._query, first + size)
            hits = found.hits
            rows: list[Row] = [(score, [score], at, None) for score, at in hits[first:]]
            return rows, found.count, hits[0][0] if hits else None
        if self._alike:
            return self._by_field(keys[1], first, size, scored=True)
        return self._by_score_and_field(keys[1], first, size)

    def _by_field(self, key: tuple[str, str], first: int, size: int, *, scored: bool = False) -> Page:
        name, way = key
        order = Order.Asc if way == "asc" else Order.Desc
        found = self._searcher.search(self._query, size, offset=first, order_by_field=name, order=order)
        rows: list[Row] = [(None, [self._shown(key, value)], at, None) for value, at in found.hits]
        if not scored or not rows:
            return rows, found.count, None
        score = self._searcher.search(self._query, 1, count=False).hits[0][0]
        scored_rows: list[Row] = [(score, [score, *(values or ())], at, None) for _, values, at, _ in rows]
        return scored_rows, found.count, score

    def _by_score_and_field(self, key: tuple[str, str], first: int, size: int) -> Page:
        limit = first + size
        found = self._searcher.search(self._query, limit + size)
        count, hits = found.count, found.hits
        # Fetch on until the tie that the page ends in is complete.
        while limit <= len(hits) < count and hits[limit - 1][0] == hits[-1][0]:
            hits = self._searcher.search(self._query, min(count, len(hits) * 8), count=False).hits
        if not hits[first:]:
            return [], count, hits[0][0] if hits else None
        start, end = first, min(limit, len(hits))
        while start and hits[start - 1][0] == hits[first][0]:
            start -= 1
        while end < len(hits) and hits[end][0] == hits[limit - 1][0]:
            end += 1
        ranked = self._ranked(hits[start:end], key)[first - start : first - start + size]
        rows: list[Row] = [
            (score, [score, self._shown(key, value)], at, kept) for score, value, at, kept in ranked
        ]
        return rows, count, hits[0][0]

    def _ranked(
        self, hits: list[tuple[float, tantivy.DocAddress]], key: tuple[str, str]
    ) -> list[tuple[float, Any, tantivy.DocAddress, Stored | None]]:
        """Return score, field's value, address and what was read, by score, then by the field, lacking it last."""
        name, way = key
        values = self._values(name, [at for _, at in hits])
        rows = [(score, value, at, kept) for (score, at), (value, kept) in zip(hits, values, strict=True)]
        known = sorted(
            (row for row in rows if row[1] is not None), key=lambda row: row[1], reverse=way == "desc"
        )
        missing = [row for row in rows if row[1] is None]
        # Python's sort is stable: among equal scores the order of the field stays.
        return sorted([*known, *missing], key=lambda row: -row[0])

    def _values(self, field: str, addresses: list[tantivy.DocAddress]) -> list[tuple[Any, Stored | None]]:
        """Return the first value of a field for each address, None where a document lacks it."""
        if self._types[field] != "keyword":
            return [(value, None) for value in self._searcher.fast_field_values(field, addresses)]
        # tantivy reads fast text columns only to sort by them.
        stored = [read_stored(self._searcher, at) for at in addresses]
        values = [orjson.loads(kept.fields).get(field) for kept in stored]
        first = [value[0] if isinstance(value, list) and value else value or None for value in values]
        return list(zip(first, stored, strict=True))

    def _shown(self, key: tuple[str, str], value: Any) -> Any:
        """Return a sort value as Elasticsearch shows it: the end of the type's range when it is missing."""
        limit = _LIMITS.get(self._types[key[0]])
        if value is not None or limit is None:
            return value
        return limit - 1 if key[1] == "asc" else -limit
