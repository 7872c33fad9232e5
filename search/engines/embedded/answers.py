"""One ``_search`` body against one searcher: matching, order, paging, and the shape of the answer."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from typing import Any

import tantivy
from tantivy import Occur, Order, Query

from search.engines.base import WINDOW, UnsupportedRequest
from search.engines.embedded.aggregations import aggregate
from search.engines.embedded.queries import Translator
from search.engines.embedded.schema import STORED

_KEYS = frozenset(
    {"query", "post_filter", "from", "size", "sort", "aggs", "aggregations", "track_total_hits", "_source"}
)
#: What Elasticsearch shows as the sort value of a document that lacks the field.
_LAST = {"integer": 2**31, "long": 2**63}
Row = tuple[float | None, list[Any] | None, tantivy.DocAddress]


def answer(
    searcher: tantivy.Searcher, translator: Translator, body: Mapping[str, Any], index: str
) -> dict[str, Any]:
    """Return what Elasticsearch would answer to ``body`` on the index named ``index``."""
    started = time.monotonic()
    unknown = sorted(set(body) - _KEYS)
    if unknown:
        raise UnsupportedRequest(f"request: {', '.join(unknown)}")
    first, size = _page(body)
    fields = _source_fields(translator, body.get("_source"))
    query = translator.query(body.get("query", {"match_all": {}}))
    matching = query
    if "post_filter" in body:
        chosen = Query.const_score_query(translator.query(body["post_filter"], scoring=False), 0.0)
        matching = Query.boolean_query([(Occur.Must, query), (Occur.Must, chosen)])
    rows, count, best = _ordered(searcher, translator, matching, first, size, body.get("sort"))
    hits: dict[str, Any] = {"max_score": best, "hits": [_hit(searcher, row, index, fields) for row in rows]}
    total = _total(count, body.get("track_total_hits", WINDOW))
    if total is not None:
        hits = {"total": total, **hits}
    result: dict[str, Any] = {
        "timed_out": False,
        "_shards": {"total": 1, "successful": 1, "skipped": 0, "failed": 0},
        "hits": hits,
    }
    aggregations = body.get("aggs", body.get("aggregations"))
    if aggregations:
        result["aggregations"] = aggregate(searcher, translator, query, aggregations)
    return {"took": round((time.monotonic() - started) * 1000), **result}


def _page(body: Mapping[str, Any]) -> tuple[int, int]:
    first, size = body.get("from", 0), body.get("size", 10)
    for number in (first, size):
        if isinstance(number, bool) or not isinstance(number, int) or number < 0:
            raise UnsupportedRequest(f"from, size: {number!r}")
    if first + size > WINDOW:
        raise UnsupportedRequest(f"from + size above {WINDOW}")
    return first, size


def _source_fields(translator: Translator, wanted: Any) -> list[str] | None:
    """Return the fields to show with a hit, or None when the source is not wanted."""
    if wanted is False:
        return None
    if not isinstance(wanted, list):
        raise UnsupportedRequest("_source must be false or a list of fields")
    for field in wanted:
        # Tokens are indexed, not kept: the texts to show are in the database.
        translator.kind(field, "_source", "keyword", "integer", "long", "boolean")
    return wanted


def _total(count: int, tracked: Any) -> dict[str, Any] | None:
    if tracked is False:
        return None
    if tracked is True or count <= tracked:
        return {"value": count, "relation": "eq"}
    return {"value": tracked, "relation": "gte"}


def _hit(searcher: tantivy.Searcher, row: Row, index: str, fields: list[str] | None) -> dict[str, Any]:
    score, values, address = row
    name, _, stored = _stored(searcher, address)
    hit: dict[str, Any] = {"_index": index, "_id": name, "_score": score}
    if fields is not None:
        hit["_source"] = {field: stored[field] for field in fields if field in stored}
    if values is not None:
        hit["sort"] = values
    return hit


def _stored(searcher: tantivy.Searcher, address: tantivy.DocAddress) -> Any:
    """Return the ``[id, content hash, stored fields]`` of a document."""
    return json.loads(searcher.doc(address)[STORED][0])


def _ordered(
    searcher: tantivy.Searcher, translator: Translator, query: Query, first: int, size: int, sort: Any
) -> tuple[list[Row], int, float | None]:
    """Return the rows of a page, how many documents match, and the best score when scores count."""
    keys = _sort_keys(translator, sort)
    found: Any  # tantivy's type hints leave out `count`
    if not size:
        found = searcher.search(query, 1)
        return [], found.count, None
    if keys[0][0] != "_score":
        name, way = keys[0]
        order = Order.Asc if way == "asc" else Order.Desc
        found = searcher.search(query, size, offset=first, order_by_field=name, order=order)
        limit = _LAST.get(translator.types[name])
        last = None if limit is None else limit - 1 if way == "asc" else -limit
        rows: list[Row] = [(None, [last if key is None else key], at) for key, at in found.hits]
        return rows, found.count, None
    if len(keys) == 1:
        found = searcher.search(query, first + size)
        rows = [(score, None if sort is None else [score], at) for score, at in found.hits[first:]]
        return rows, found.count, found.hits[0][0] if found.hits else None
    return _by_score_and_key(searcher, translator, query, first, size, keys[1])


def _sort_keys(translator: Translator, sort: Any) -> list[tuple[str, str]]:
    steps = [sort] if isinstance(sort, (str, Mapping)) else list(sort or ["_score"])
    keys: list[tuple[str, str]] = []
    for step in steps:
        [(name, way)] = (
            {step: "desc" if step == "_score" else "asc"} if isinstance(step, str) else step
        ).items()
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


def _by_score_and_key(
    searcher: tantivy.Searcher,
    translator: Translator,
    query: Query,
    first: int,
    size: int,
    key: tuple[str, str],
) -> tuple[list[Row], int, float | None]:
    """Order by score, and documents of equal score by a field: tantivy cannot, so ties are sorted here."""
    name, way = key
    limit = first + size
    found: Any = searcher.search(query, limit + size)
    count, hits = found.count, found.hits
    # Fetch on until the tie that the page ends in is complete.
    while limit <= len(hits) < count and hits[limit - 1][0] == hits[-1][0]:
        hits = searcher.search(query, min(count, len(hits) * 8), count=False).hits
    if not hits[first:]:
        return [], count, hits[0][0] if hits else None
    best = hits[0][0]
    if len(hits) == count and best == hits[-1][0]:
        # All alike, so the field alone decides, which tantivy does itself.
        order = Order.Asc if way == "asc" else Order.Desc
        alike = searcher.search(query, size, offset=first, order_by_field=name, order=order, count=False)
        return [(best, [best, value], at) for value, at in alike.hits], count, best
    start, end = first, min(limit, len(hits))
    while start and hits[start - 1][0] == hits[first][0]:
        start -= 1
    while end < len(hits) and hits[end][0] == hits[limit - 1][0]:
        end += 1
    window = hits[start:end]
    values = _values(searcher, translator, name, [at for _, at in window])
    known = [
        (value, score, at) for (score, at), value in zip(window, values, strict=True) if value is not None
    ]
    known.sort(key=lambda row: row[0], reverse=way == "desc")
    missing = [(value, score, at) for (score, at), value in zip(window, values, strict=True) if value is None]
    # Python's sort is stable: among equal scores the order of the field stays, what lacks it last.
    ranked = sorted([*known, *missing], key=lambda row: -row[1])
    page = ranked[first - start : first - start + size]
    return [(score, [score, value], at) for value, score, at in page], count, best


def _values(
    searcher: tantivy.Searcher, translator: Translator, field: str, addresses: list[tantivy.DocAddress]
) -> list[Any]:
    """Return the first value of a field for each address, None where a document lacks it."""
    if translator.types[field] != "keyword":
        return list(searcher.fast_field_values(field, addresses))
    # tantivy reads fast text columns only to sort by them.
    values = [_stored(searcher, address)[2].get(field) for address in addresses]
    return [value[0] if isinstance(value, list) and value else value or None for value in values]
