"""Content joins the search by registering a source from its ``apps.ready()``.

There is no other list of content types: the receivers, the planner, the facets, the tabs and the
API all ask this registry.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Any, ClassVar

from django.core.exceptions import ImproperlyConfigured
from wagtail.models import Page

from search.documents import Detail, Work
from search.facets import Facet, Lazy

#: Keys that one query reads.
KEYS_AT_ONCE = 2_000

RESERVED = frozenset({"q", "lang", "kind", "language", "year", "year_from", "year_to", "sort"}) | {
    "page",
    "page_size",
    "exact",
    "view",
    "format",
}


class Source(ABC):
    """What a content app tells the search about one kind of work.

    A work's key is the ``translation_key`` of its pages as a string. Sources that give the same
    function as ``visible`` are asked together. Tabs and facets of a lower ``position`` come first.
    """

    kind: ClassVar[str]
    position: ClassVar[int] = 0
    label: ClassVar[Lazy]
    label_plural: ClassVar[Lazy]
    models: ClassVar[tuple[type[Page], ...]]
    facets: ClassVar[tuple[Facet, ...]] = ()

    @staticmethod
    @abstractmethod
    def visible(page_ids: Collection[int]) -> set[int]:
        """Which of these pages an anonymous reader may see right now, in two queries at most."""

    @abstractmethod
    def load(self, keys: Sequence[str]) -> Mapping[str, Work]:
        """What the index should hold now for these works.

        A key that is missing from the answer has nothing that the public may see and is deleted.
        Called with up to 200 keys; the number of queries must not depend on how many there are.
        """

    def keys(self) -> Iterator[str]:
        """The keys of all works, visible or not, without holding them in memory.

        No query is open while a key is worked on: SQLite refuses at once what is written then, if another process
        has written since the query began.
        """
        for model in self.models:
            rows = (
                model.objects.order_by("translation_key").values_list("translation_key", flat=True).distinct()
            )
            found = list(rows[:KEYS_AT_ONCE])
            while found:
                yield from map(str, found)
                found = list(rows.filter(translation_key__gt=found[-1])[:KEYS_AT_ONCE])

    def dependents(self, keys: Mapping[str, Sequence[str]]) -> Iterable[str]:
        """Keys of works of this kind that show something of these other works, given by kind.

        They are read again when one of those has changed. One query at most.
        """
        return ()

    def counted(self, number: int, shown: str) -> str:
        """So many works of this kind, in the active language: "14 plants". ``shown`` is the number as written."""
        return f"{shown} {self.label if number == 1 else self.label_plural}"

    def describe(self, display: Mapping[str, Any], language: str) -> tuple[Detail, ...]:
        """The facts of a card in the reader's language, in the order in which they are shown.

        ``display`` is what ``load`` gave as ``Work.display``, after a trip through JSON. Must not
        query the database for each card, and depend on nothing else than ``wording``: cards are kept.
        """
        return ()

    def wording(self) -> Hashable:
        """What stands for the state of the labels that ``describe`` shows: equal as long as nobody has changed them."""
        return None

    def also_called(self, display: Mapping[str, Any]) -> Collection[str]:
        """Other names of a work than its title, in whatever language, by which it is suggested while somebody types."""
        return ()

    def emblem(self, display: Mapping[str, Any]) -> str:
        """The key that a card's ornament is drawn from, as on the work's own page; empty for none."""
        return ""


_sources: dict[str, Source] = {}


def register(source: Source) -> None:
    """Let a kind of work join the search.

    Raises ``ImproperlyConfigured`` when its kind, its page model or the name of one of its facets
    is already taken by something else.
    """
    if source.kind in _sources or ":" in source.kind:
        raise ImproperlyConfigured(
            f'The search has a source for "{source.kind}" already (or it has a colon).'
        )
    for model in source.models:
        if taken := source_for(model):
            raise ImproperlyConfigured(f'{model.__name__} is searched as "{taken.kind}" already.')
    known = {facet.name: facet for facet in facets()}
    for facet in source.facets:
        if facet.name in RESERVED:
            raise ImproperlyConfigured(f'"{facet.name}" is a parameter of the search, not a facet.')
        if known.setdefault(facet.name, facet) is not facet:
            raise ImproperlyConfigured(f'Two different facets are called "{facet.name}"; share one object.')
    _sources[source.kind] = source


def unregister(kind: str) -> None:
    """Let a kind leave the search; what it has in the index goes with the next rebuild."""
    _sources.pop(kind, None)


def sources() -> tuple[Source, ...]:
    """All sources by position, those of the same position in the order of registration."""
    return tuple(sorted(_sources.values(), key=lambda source: source.position))


def get(kind: str) -> Source | None:
    """The source of a kind."""
    return _sources.get(kind)


def source_for(model: type[Any]) -> Source | None:
    """The source that owns a page model."""
    return next((s for s in _sources.values() if any(issubclass(model, m) for m in s.models)), None)


def visible(pages: Iterable[tuple[str, int]]) -> set[tuple[str, int]]:
    """Which of these pages, each given with its kind, may be shown right now: sources with the same rule are asked
    together. A page of a kind that has left the search may not."""
    asked: dict[Any, set[int]] = defaultdict(set)
    rules = {}
    for kind, page in pages:
        if (source := get(kind)) is not None:
            rules[kind] = source.visible
            asked[source.visible].add(page)
    shown = {rule: rule(ids) for rule, ids in asked.items()}
    return {(kind, page) for kind, rule in rules.items() for page in shown[rule]}


def worded(kinds: Iterable[str]) -> dict[str, tuple[Source, Hashable]]:
    """The sources of these kinds, each with its wording now."""
    return {kind: (source, source.wording()) for kind in kinds if (source := get(kind)) is not None}


def facets(kinds: Collection[str] = ()) -> tuple[Facet, ...]:
    """The facets of the given kinds (of all, when none is given), each once, in order."""
    chosen = [s for s in sources() if not kinds or s.kind in kinds]
    return tuple({facet.name: facet for source in chosen for facet in source.facets}.values())
