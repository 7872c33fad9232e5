"""From a mapping and a document of the common language to tantivy's schema and document."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import orjson
import tantivy

from search.engines.base import Operation, content_hash
from search.engines.mapping import field_types

#: Fields that every generation has beside those of its mapping.
ID, VERSION, STORED = "_id", "_version", "_stored"

_SEPARATOR = b"\0"
_LONGEST_KEYWORD = 32766  # bytes, Lucene's limit, so that both engines refuse the same documents
_LIMITS = {"integer": 2**31, "long": 2**63}


class Refused(ValueError):
    """A document that does not fit its mapping; the message says where and why."""


def build_schema(mapping: Mapping[str, Any]) -> tantivy.Schema:
    """Return tantivy's schema for a mapping body."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field(ID, tokenizer_name="raw", index_option="basic")
    builder.add_integer_field(VERSION, indexed=True, fast=True)
    builder.add_bytes_field(STORED, stored=True)
    for name, kind in field_types(mapping).items():
        if kind == "text":
            builder.add_text_field(name, tokenizer_name="whitespace", index_option="position")
        elif kind == "keyword":
            builder.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
        elif kind == "boolean":
            builder.add_boolean_field(name, indexed=True, fast=True)
        else:
            builder.add_integer_field(name, indexed=True, fast=True)
    return builder.build()


def build_document(
    schema: tantivy.Schema, types: Mapping[str, str], operation: Operation
) -> tantivy.Document:
    """Return tantivy's document for an operation that writes.

    Raises Refused when a value does not fit its field's type or the mapping has no such field.
    """
    source = operation.source or {}
    values: dict[str, Any] = {}
    stored: dict[str, Any] = {}
    for name, value in source.items():
        kind = types.get(name)
        if kind is None:
            raise Refused(f"field {name!r} is not in the mapping")
        if kind == "text" and type(value) is str:
            values[name] = value
            continue
        items = [item for item in (value if isinstance(value, list) else [value]) if item is not None]
        for item in items:
            _check(name, kind, item)
        if kind != "text" and len(items) > 1:
            # A repeated value counts once in Lucene's facets.
            items = sorted(set(items))
        values[name] = items
        if kind != "text":
            stored[name] = value
    values[ID] = operation.id
    values[VERSION] = operation.version
    try:
        kept = (operation.id.encode(), content_hash(source).encode(), orjson.dumps(stored))
        values[STORED] = _SEPARATOR.join(kept)
        return tantivy.Document.from_dict(values, schema)
    except (UnicodeEncodeError, orjson.JSONEncodeError) as error:
        raise Refused(f"a field holds a lone surrogate: {error}") from error


class Stored(NamedTuple):
    """What is kept of a document: its id, the hash of its source, and the fields that can be shown."""

    id: str
    content_hash: str
    fields: bytes


def read_stored(searcher: tantivy.Searcher, address: tantivy.DocAddress) -> Stored:
    """Return what is kept of the document at an address; its fields are JSON, not parsed."""
    name, content, fields = searcher.doc(address)[STORED][0].split(_SEPARATOR, 2)
    return Stored(name.decode(), content.decode(), fields)


def _check(name: str, kind: str, value: Any) -> None:
    if kind in ("text", "keyword"):
        if not isinstance(value, str):
            raise Refused(f"field {name!r} takes text, not {type(value).__name__}")
        if kind == "keyword" and len(value) * 4 > _LONGEST_KEYWORD < len(value.encode(errors="replace")):
            raise Refused(f"field {name!r} holds more than {_LONGEST_KEYWORD} bytes")
    elif kind == "boolean":
        if not isinstance(value, bool):
            raise Refused(f"field {name!r} takes true or false, not {type(value).__name__}")
    elif isinstance(value, bool) or not isinstance(value, int):
        raise Refused(f"field {name!r} takes an integer, not {type(value).__name__}")
    elif not -_LIMITS[kind] <= value < _LIMITS[kind]:
        raise Refused(f"field {name!r}: {value} is out of range")
