"""Which kinds can be exchanged: content apps register theirs in `apps.ready()`."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ImproperlyConfigured

from .works import FORMAT, WorkExchange

_kinds: dict[str, WorkExchange] = {}


def register(exchange: WorkExchange) -> None:
    """Let a kind be imported and exported. Raises `ImproperlyConfigured` when it is taken."""
    if exchange.kind in _kinds:
        raise ImproperlyConfigured(f"The exchange has “{exchange.kind}” already.")
    _kinds[exchange.kind] = exchange


def kinds() -> tuple[WorkExchange, ...]:
    """All kinds, those that others point to first."""
    ordered: list[WorkExchange] = []
    left = list(_kinds.values())
    while left:
        names = {exchange.kind for exchange in left}
        ready = [exchange for exchange in left if names.isdisjoint(exchange.points_to)] or left
        ordered.extend(ready)
        left = [exchange for exchange in left if exchange not in ready]
    return tuple(ordered)


def get(kind: object) -> WorkExchange | None:
    return _kinds.get(kind) if isinstance(kind, str) else None


def schema() -> dict[str, Any]:
    """The published JSON Schema of one line of a file."""
    schemas = [exchange.schema() for exchange in kinds()]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"Exchange format of the knowledge base, version {FORMAT}: one line",
        "oneOf": [{name: part for name, part in schema.items() if name != "$defs"} for schema in schemas],
        "$defs": {name: part for schema in schemas for name, part in schema["$defs"].items()},
    }
