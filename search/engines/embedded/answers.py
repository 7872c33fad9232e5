"""One ``_search`` body against one searcher: matching, order, paging, and the shape of the answer."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any, NamedTuple

import orjson
import tantivy

from search.clauses import MATCH_ALL
from search.engines.base import WINDOW, UnsupportedRequest
from search.engines.embedded.aggregations import aggregate
from search.engines.embedded.ordering import Ordering, Row, sort_keys
from search.engines.embedded.queries import Base, Translator, is_constant
from search.engines.embedded.schema import read_stored

_KEYS = frozenset(
    {"query", "post_filter", "from", "size", "sort", "aggs", "aggregations", "track_total_hits", "_source"}
    | {"stored_fields", "docvalue_fields"}
)


def answer(
    searcher: tantivy.Searcher, translator: Translator, body: Mapping[str, Any], index: str
) -> dict[str, Any]:
    """Return what Elasticsearch would answer to ``body`` on the index named ``index``."""
    started = time.monotonic()
    unknown = sorted(set(body) - _KEYS)
    if unknown:
        raise UnsupportedRequest(f"request: {', '.join(unknown)}")
    first, size = _page(body)
    shown = _shown(translator, body)
    base = Base(translator, body.get("query", MATCH_ALL))
    matching = base.within([body["post_filter"]] if "post_filter" in body else [])
    keys = sort_keys(translator, body.get("sort"))
    ordering = Ordering(searcher, translator.types, matching, alike=is_constant(body.get("query")))
    rows, count, best = ordering.page(keys, first, size)
    if "sort" not in body:
        rows = [(score, None, address, kept) for score, _, address, kept in rows]
    hits: dict[str, Any] = {"max_score": best, "hits": [_hit(searcher, row, index, shown) for row in rows]}
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
        result["aggregations"] = aggregate(searcher, translator, base, aggregations)
    return {"took": round((time.monotonic() - started) * 1000), **result}


def _page(body: Mapping[str, Any]) -> tuple[int, int]:
    first, size = body.get("from", 0), body.get("size", 10)
    for number in (first, size):
        if isinstance(number, bool) or not isinstance(number, int) or number < 0:
            raise UnsupportedRequest(f"from, size: {number!r}")
    if first + size > WINDOW:
        raise UnsupportedRequest(f"from + size above {WINDOW}")
    return first, size


class _Shown(NamedTuple):
    """What a hit shows: fields of its source, and of its columns; ``named``: its id."""

    source: list[str] | None
    columns: list[str]
    named: bool


def _shown(translator: Translator, body: Mapping[str, Any]) -> _Shown:
    columns = body.get("docvalue_fields", [])
    if not isinstance(columns, list):
        raise UnsupportedRequest("docvalue_fields must be a list of fields")
    for field in columns:
        translator.kind(field, "docvalue_fields", "keyword")
    if "stored_fields" not in body:
        return _Shown(_source_fields(translator, body.get("_source")), columns, named=True)
    if body["stored_fields"] != "_none_" or body.get("_source", False) is not False:
        raise UnsupportedRequest("stored_fields must be _none_, with no _source")
    return _Shown(None, columns, named=False)


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


def _hit(searcher: tantivy.Searcher, row: Row, index: str, shown: _Shown) -> dict[str, Any]:
    score, values, address, kept = row
    stored = kept or read_stored(searcher, address)
    hit: dict[str, Any] = {"_index": index, "_score": score}
    if shown.named:
        hit["_id"] = stored.id
    if shown.source is not None or shown.columns:
        fields = orjson.loads(stored.fields)
        if shown.source is not None:
            hit["_source"] = {field: fields[field] for field in shown.source if field in fields}
        if shown.columns:
            hit["fields"] = {field: _column(fields[field]) for field in shown.columns if field in fields}
    if values is not None:
        hit["sort"] = values
    return hit


def _column(value: str | list[str]) -> list[str]:
    """A column has each value of a document once, in order."""
    return [value] if isinstance(value, str) else sorted(set(value))
