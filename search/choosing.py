"""Facets as a page shows them: values as links, all of them or the first, and the histogram of years."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.urls import reverse

from search.analysis import sort_key
from search.facets import Lazy
from search.params import Params, toggle
from search.queries import ALL_BUCKETS, MOST_BUCKETS
from search.results import FacetResult, Value

#: Height of the histogram of years, in the units of its drawing.
BAR = 40
#: More values than this have a page of their own, also where facets stand alone.
LONG = 40
#: What a link needs to stay on the page that shows facets alone.
FILTERS = "view=filters"


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a facet as a link that chooses it, or leaves it out when it is chosen."""

    key: str
    label: str
    count: int
    selected: bool
    depth: int
    url: str


@dataclass(frozen=True, slots=True)
class Group:
    """A facet on the page. ``chosen``: how many of its values are.

    ``rest``: how many values are left out to keep the page small; ``all_url`` shows the ``all`` that there are
    (0: more than were counted). In a tree these are what lies below a value in whose branch nothing is chosen.
    """

    name: str
    label: Lazy
    values: tuple[Choice, ...]
    rest: int
    all: int
    all_url: str
    chosen: int


@dataclass(frozen=True, slots=True)
class Bar:
    """A year of the histogram: its place and height in a drawing that is ``BAR`` high, and its link."""

    year: int
    count: int
    selected: bool
    url: str
    x: int
    y: int
    height: int


def at(query: str, suffix: str) -> str:
    """The query string with something more at its end."""
    return query + suffix if not suffix or query == "?" else f"{query}&{suffix}"


def group(facet: FacetResult, params: Params, suffix: str) -> Group:
    """A facet as far as a page with other things shows it; ``suffix``: what its links keep beside the search."""
    count = len(facet.values)
    shown = facet.values if suffix and count <= LONG else tuple(_first(facet))
    choices = _choices(facet.name, shown, params, suffix)
    url = reverse("search_values", args=[facet.name]) + params.query()
    known = count if count < MOST_BUCKETS else 0
    return Group(facet.name, facet.label, choices, count - len(shown), known, url, len(facet.selected))


def whole(facet: FacetResult, params: Params, language: str) -> Group:
    """All values of a facet in the order of the reader's alphabet, each below its parent."""
    ordered = _by_label(facet.values, language)
    choices = _choices(facet.name, ordered, params, "")
    known = len(choices) if len(choices) < ALL_BUCKETS else 0
    return Group(facet.name, facet.label, choices, 0, known, "", len(facet.selected))


def _by_label(values: Sequence[Value], language: str, depth: int = 0) -> Iterable[Value]:
    branches: list[list[Value]] = []
    for value in values:
        if value.depth == depth:
            branches.append([])
        branches[-1].append(value)
    for branch in sorted(branches, key=lambda branch: sort_key(branch[0].label, language)):
        yield branch[0]
        yield from _by_label(branch[1:], language, depth + 1)


def _first(facet: FacetResult) -> Iterable[Value]:
    """The first roots, each with its branch where something in it is chosen, and whatever is chosen."""
    branches: list[list[Value]] = []
    for value in facet.values:
        if value.depth == 0 or not branches:
            branches.append([])
        branches[-1].append(value)
    for number, branch in enumerate(branches):
        if any(value.selected for value in branch):
            yield from branch
        elif number < facet.size:
            yield branch[0]


def _choices(name: str, values: Iterable[Value], params: Params, suffix: str) -> tuple[Choice, ...]:
    address, chosen = params.addresses(name), params.chosen(name)
    return tuple(
        Choice(
            value.key,
            value.label,
            value.count,
            value.selected,
            value.depth,
            at(address(toggle(chosen, value.key)), suffix),
        )
        for value in values
    )


def bars(years: FacetResult, params: Params, suffix: str) -> Iterable[Bar]:
    """The histogram of years."""
    if not years.values:
        return
    most = max(value.count for value in years.values)
    first, address = int(years.values[0].key), params.year_addresses()
    for value in years.values:
        year = int(value.key)
        height = max(2, round(BAR * value.count / most))
        url = at(address((value.key, value.key)), suffix)
        yield Bar(year, value.count, value.selected, url, (year - first) * 10, BAR - height, height)
