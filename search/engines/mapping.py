"""The part of Elasticsearch's mapping language that every engine understands, and the sentinel token."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from search.engines.base import EngineError, UnsupportedRequest

#: Stands in a text field that a document lacks. Lucene counts only documents that have a field when it
#: weighs words, tantivy counts all; with the sentinel both count the same and rank the same. Analysis
#: never produces it (private-use character), so no query finds it.
SENTINEL = "\ue000"

#: Parameters that a field of each type may carry.
TYPES: dict[str, frozenset[str]] = {
    "text": frozenset({"type", "analyzer"}),
    "keyword": frozenset({"type"}),
    "integer": frozenset({"type"}),
    "long": frozenset({"type"}),
    "boolean": frozenset({"type"}),
}


_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,99}")


def is_name(generation: str) -> bool:
    """Whether this can name a generation: a directory, or an index."""
    return bool(_NAME.fullmatch(generation)) and ".." not in generation


def check_name(generation: str) -> str:
    """Return the name of a generation, or raise EngineError when it could not name a directory or index."""
    if not is_name(generation):
        raise EngineError(f"not a name for a generation: {generation!r}")
    return generation


def field_types(mapping: Mapping[str, Any]) -> dict[str, str]:
    """Return ``{field name: type}`` of a mapping body ``{"properties": {name: {"type": …}}}``.

    Names may hold dots (``title.km``). Text fields must say ``"analyzer": "whitespace"``, since tokens are
    prepared before. Dates are ``long`` (seconds or milliseconds, as the documents' builder decides).
    Raises UnsupportedRequest that names what is outside this language.
    """
    unknown = set(mapping) - {"properties", "dynamic"}
    if unknown:
        raise UnsupportedRequest(f"mapping: {', '.join(sorted(unknown))}")
    types: dict[str, str] = {}
    for name, spec in mapping["properties"].items():
        kind = spec.get("type")
        if kind not in TYPES:
            raise UnsupportedRequest(f"mapping: type {kind!r} of field {name!r}")
        if set(spec) - TYPES[kind]:
            raise UnsupportedRequest(
                f"mapping: {', '.join(sorted(set(spec) - TYPES[kind]))} of field {name!r}"
            )
        if kind == "text" and spec.get("analyzer") != "whitespace":
            raise UnsupportedRequest(f"mapping: analyzer of text field {name!r} must be 'whitespace'")
        types[name] = kind
    return types


def fill(mapping: Mapping[str, Any], source: Mapping[str, Any]) -> dict[str, Any]:
    """Return ``source`` with the sentinel in every text field of ``mapping`` that it lacks or leaves empty.

    Whoever builds documents calls this last, before the content hash is taken.
    """
    filled = dict(source)
    for name, spec in mapping["properties"].items():
        if spec["type"] == "text" and not filled.get(name):
            filled[name] = SENTINEL
    return filled
