"""Terms in rows: child relations of a page whose rows say nothing but a term."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from django.db.models import Value

from . import labels


class Term(NamedTuple):
    """A term as a page shows it, with its label in the active language."""

    key: str
    label: str


class TermRows:
    """`TermRows(page, {"theme": "theme_rows", …})["theme"]`: the terms of a relation in the order of its rows.

    What is not in memory yet (from `prefetch_related`, or in a preview) is read for all relations in one query.
    """

    def __init__(self, page: Any, relations: Mapping[str, str]):
        self._page, self._relations = page, relations
        self._ids: dict[str, list[int]] = {}

    def __getitem__(self, name: str) -> list[Term]:
        relation = self._relations[name]
        if name not in self._ids:
            if self._in_memory(relation):
                self._ids[name] = [row.term_id for row in getattr(self._page, relation).all()]
            else:
                self._read()
        found = (labels.entry_of(pk) for pk in self._ids[name])
        return [Term(entry.key, labels.label_of(entry)) for entry in found if entry is not None]

    def _in_memory(self, relation: str) -> bool:
        page = self._page
        held = page.__dict__.get("_cluster_related_objects") or {}
        return (
            page.pk is None or relation in held or relation in getattr(page, "_prefetched_objects_cache", {})
        )

    def _read(self) -> None:
        wanted = {name: rel for name, rel in self._relations.items() if not self._in_memory(rel)}
        self._ids.update({name: [] for name in wanted})
        first, *others = (
            getattr(self._page, relation)
            .order_by()
            .annotate(name=Value(name))
            .values_list("name", "term_id", "sort_order")
            for name, relation in wanted.items()
        )
        for name, term, _place in first.union(*others, all=True).order_by("sort_order"):
            self._ids[name].append(term)
