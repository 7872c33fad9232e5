"""The clauses of the request language as plain dicts, as engines read them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import orjson

Clause = dict[str, Any]


class Reused(dict[str, Any]):
    """A clause that never changes and is asked again; ``made``: what an engine has made of it, by whom."""

    __slots__ = ("made", "written")

    def __init__(self, clause: Clause) -> None:
        super().__init__(clause)
        self.made: tuple[object, Any] | None = None
        self.written: bytes | None = None


def written(body: Any) -> bytes:
    """A request or a part of it as JSON, the same for the same one. Raises ``TypeError`` for what JSON cannot say."""
    return orjson.dumps(body, _written, orjson.OPT_SORT_KEYS | orjson.OPT_PASSTHROUGH_SUBCLASS)


def _written(value: Any) -> Any:
    """What is asked again is written once: most of a request, some tens of kilobytes."""
    if isinstance(value, str):
        return str.__str__(value)  # a kind of text may call itself its text
    if not isinstance(value, dict):
        raise TypeError(type(value))
    if not isinstance(value, Reused):
        return dict(value)
    if value.written is None:
        value.written = written(dict(value))
    return orjson.Fragment(value.written)


MATCH_ALL: Clause = {"match_all": {}}


def bool_(**clauses: Sequence[Clause] | int) -> Clause:
    """``must``, ``should``, ``filter``, ``must_not`` and ``minimum_should_match``; what is empty is left out."""
    return {"bool": {name: value for name, value in clauses.items() if value}}


def dis_max(queries: Sequence[Clause], **options: float) -> Clause:
    """The best of several queries counts; with ``tie_breaker`` a part of the others."""
    return {"dis_max": {"queries": queries, **options}}


def constant(chosen: Clause, **options: float) -> Clause:
    """What a filter selects, all at one score: ``boost``, or 1."""
    return {"constant_score": {"filter": chosen, **options}}


def term(field: str, value: Any, boost: float | None = None) -> Clause:
    """One token or value of a field."""
    return {"term": {field: value if boost is None else {"value": value, "boost": boost}}}


def terms(field: str, values: Sequence[Any]) -> Clause:
    """Any of several values of a field."""
    return {"terms": {field: list(values)}}


def phrase(field: str, tokens: Sequence[str], boost: float) -> Clause:
    """Tokens that stand next to each other in this order."""
    return {"match_phrase": {field: {"query": " ".join(tokens), "boost": boost}}}


def prefix(field: str, value: str, boost: float) -> Clause:
    """Tokens that begin so."""
    return {"prefix": {field: {"value": value, "boost": boost}}}


def fuzzy(field: str, value: str, letters: int, boost: float) -> Clause:
    """Tokens that differ in so many letters at most; all at one score, since engines weigh them differently."""
    options = {"value": value, "fuzziness": letters, "rewrite": "constant_score", "boost": boost}
    return {"fuzzy": {field: options}}


def range_(field: str, **bounds: int) -> Clause:
    """Numbers within bounds: ``gte``, ``gt``, ``lte``, ``lt``."""
    return {"range": {field: bounds}}


def ids(values: Sequence[str]) -> Clause:
    """Documents by their ids."""
    return {"ids": {"values": list(values)}}
