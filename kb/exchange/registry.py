"""Which kinds can be exchanged: content apps register theirs in `apps.ready()`, in the order of import."""

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
    return tuple(_kinds.values())


def get(kind: object) -> WorkExchange | None:
    return _kinds.get(kind) if isinstance(kind, str) else None


def schema() -> dict[str, Any]:
    """The published JSON Schema of one line of a file."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"Exchange format of the knowledge base, version {FORMAT}: one line",
        "oneOf": [exchange.schema() for exchange in kinds()],
    }
