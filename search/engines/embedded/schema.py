"""From a mapping and a document of the common language to tantivy's schema and document."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import tantivy

from search.engines.base import Operation, content_hash
from search.engines.mapping import field_types

#: Fields that every generation has beside those of its mapping.
ID, VERSION, STORED = "_id", "_version", "_stored"

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


def build_document(types: Mapping[str, str], operation: Operation) -> tantivy.Document:
    """Return tantivy's document for an operation that writes.

    Raises Refused when a value does not fit its field's type or the mapping has no such field.
    """
    source = operation.source or {}
    document = tantivy.Document()
    document.add_text(ID, operation.id)
    document.add_integer(VERSION, operation.version)
    stored: dict[str, Any] = {}
    for name, value in source.items():
        kind = types.get(name)
        if kind is None:
            raise Refused(f"field {name!r} is not in the mapping")
        values = [item for item in (value if isinstance(value, list) else [value]) if item is not None]
        for item in values:
            _check(name, kind, item)
        if kind == "text":
            for item in values:
                document.add_text(name, item)
            continue
        stored[name] = value
        # A repeated value counts once in Lucene's facets.
        for item in sorted(set(values)):
            if kind == "keyword":
                document.add_text(name, item)
            elif kind == "boolean":
                document.add_boolean(name, item)
            else:
                document.add_integer(name, item)
    document.add_bytes(STORED, json.dumps([operation.id, content_hash(source), stored]).encode())
    return document


def _check(name: str, kind: str, value: Any) -> None:
    if kind in ("text", "keyword"):
        if not isinstance(value, str):
            raise Refused(f"field {name!r} takes text, not {type(value).__name__}")
        try:
            size = len(value.encode())
        except UnicodeEncodeError as error:
            raise Refused(f"field {name!r} holds a lone surrogate") from error
        if kind == "keyword" and size > _LONGEST_KEYWORD:
            raise Refused(f"field {name!r} holds more than {_LONGEST_KEYWORD} bytes")
    elif kind == "boolean":
        if not isinstance(value, bool):
            raise Refused(f"field {name!r} takes true or false, not {type(value).__name__}")
    elif isinstance(value, bool) or not isinstance(value, int):
        raise Refused(f"field {name!r} takes an integer, not {type(value).__name__}")
    elif not -_LIMITS[kind] <= value < _LIMITS[kind]:
        raise Refused(f"field {name!r}: {value} is out of range")
