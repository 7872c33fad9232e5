"""From an engine's buckets to facets with labels in the reader's language."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import orjson
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from search import languages, sources, states
from search.facets import Facet, Shape
from search.latest import Latest
from search.params import Params
from search.results import Drop, FacetResult, Value

#: Answers whose facets are kept, some tens of kilobytes each.
MOST = 300
_made: Latest[tuple[int, tuple[FacetResult, ...]]] = Latest(MOST)
_numbers = itertools.count(1)

KIND, LANGUAGE, YEAR = _("What"), _("Language"), _("Year")


def counts(aggregation: Mapping[str, Any]) -> dict[str, int]:
    """Counts by key, whether the aggregation was narrowed or not."""
    inner = aggregation.get("counts", aggregation)
    return {_key(bucket["key"]): bucket["doc_count"] for bucket in inner["buckets"] if bucket["doc_count"]}


def facet_results(
    aggregations: Mapping[str, Any], facets: Sequence[Facet], params: Params, language: str
) -> tuple[int, tuple[FacetResult, ...]]:
    """Every facet with its values: kind, the sources' facets, language, years. The number tells them from all others
    that this process has made."""
    names = tuple(facet.name for facet in facets)
    wording = tuple(source.wording() for source in sources.sources())
    counted = orjson.dumps(aggregations)
    key = (counted, names, tuple(params.pairs()), language, get_language(), wording)
    return _made.of(key, lambda: (next(_numbers), _results(aggregations, facets, params, language)))


def _results(
    aggregations: Mapping[str, Any], facets: Sequence[Facet], params: Params, language: str
) -> tuple[FacetResult, ...]:
    kinds = counts(aggregations["kind"])
    found = [FacetResult("kind", KIND, tuple(_kind_values(kinds, params)), 12)]
    for facet in facets:
        found.append(_facet(facet, counts(aggregations[facet.name]), params.chosen(facet.name), language))
    by_language = counts(aggregations["language"])
    found.append(FacetResult("language", LANGUAGE, tuple(language_values(by_language, params.languages)), 12))
    found.append(FacetResult("year", YEAR, tuple(_year_values(counts(aggregations["year"]), params)), 100))
    return tuple(found)


def drops(aggregations: Mapping[str, Any], params: Params, unfiltered: int) -> tuple[Drop, ...]:
    """For an empty answer: what each facet's choice costs, the most helpful first, and all of them at last.

    ``unfiltered``: how much there would be if nothing were chosen.
    """
    names = [name for name in ("kind", "language") if params.chosen(name)] + sorted(params.filters)
    names += ["year"] if (params.year_from, params.year_to) != (None, None) else []
    # A filter that the chosen kinds do not have is not counted; without it the answer may still be empty.
    counted = [name for name in names if "counts" in aggregations.get(name, ())]
    found = [Drop(name, aggregations[name]["doc_count"]) for name in counted]
    found.sort(key=lambda drop: -drop.count)
    if len(names) > 1:
        found.append(Drop("", unfiltered))
    return tuple(drop for drop in found if drop.count)


def _key(key: Any) -> str:
    if isinstance(key, str):  # nearly all are
        return key
    return str(int(key))


def language_values(found: Mapping[str, int], chosen: Collection[str]) -> Iterable[Value]:
    """Languages in the order of the settings, each followed by the states of its texts."""
    for code in languages.codes():
        states_below = [key for key in states.below(code) if key in found or key in chosen]
        if code in found or code in chosen or states_below:
            yield Value(code, states.label(code), found.get(code, 0), code in chosen)
        for key in states_below:
            yield Value(key, states.label(key), found.get(key, 0), key in chosen, depth=1)


def _kind_values(found: Mapping[str, int], params: Params) -> Iterable[Value]:
    for source in sources.sources():
        yield Value(
            source.kind, str(source.label_plural), found.get(source.kind, 0), source.kind in params.kinds
        )


def _year_values(found: Mapping[str, int], params: Params) -> Iterable[Value]:
    narrowed = (params.year_from, params.year_to) != (None, None)
    for year in sorted(int(key) for key in found):
        within = (params.year_from or year) <= year <= (params.year_to or year)
        yield Value(str(year), str(year), found[str(year)], narrowed and within)


def _facet(facet: Facet, found: Mapping[str, int], chosen: Sequence[str], language: str) -> FacetResult:
    keys = [*found, *sorted(set(chosen) - found.keys())]  # engines give the most frequent first
    labels = facet.labels(keys, language) if keys else {}
    parents = facet.parents(keys) if keys and facet.shape is Shape.TREE else {}
    values = tuple(
        Value(key, labels.get(key, key), found.get(key, 0), key in chosen, depth, _known(key, found, labels))
        for key, depth in _in_order(keys, parents)
    )
    return FacetResult(facet.name, facet.label, values, facet.size, facet.shown)


def _known(key: str, found: Mapping[str, int], labels: Mapping[str, str]) -> bool:
    """Where a value is its own label, only a count tells whether it exists."""
    return key in labels and (labels[key] != key or key in found)


def _in_order(keys: Sequence[str], parents: Mapping[str, str]) -> list[tuple[str, int]]:
    """Keys as they came, each followed by its children; the number is the level."""
    if not parents:
        return [(key, 0) for key in keys]
    known = set(keys)
    children: dict[str | None, list[str]] = {}
    for key in keys:
        parent = parents.get(key)
        children.setdefault(parent if parent in known else None, []).append(key)
    ordered: list[tuple[str, int]] = []

    def add(key: str, depth: int) -> None:
        ordered.append((key, depth))
        for child in children.get(key, ()):
            add(child, depth + 1)

    for root in children.get(None, ()):
        add(root, 0)
    return ordered
