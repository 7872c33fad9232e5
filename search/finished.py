"""Cards that a process has finished lately: whoever turns a page back, chooses a facet, or asks what others ask gets them
again.

A card is kept with the state that its work had in the index. Whether it may be shown is asked each time, as it is for
any other, and what has changed since is made anew.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from django.utils.translation import get_language

from search import hits, sources
from search.documents import from_identity
from search.hits import Asked, Part
from search.latest import Latest
from search.meaning.held import Near
from search.models import Projection
from search.results import Card
from search.rows import read

#: Cards that are kept, some kilobytes each.
MOST = 4_000

#: The version of a work in the index, and its pages that may be shown, by language.
State = tuple[int, tuple[tuple[str, int], ...]]


class _Part(Part, Protocol):
    """The same, and in which state of the work it was read."""

    @property
    def version(self) -> int: ...


@dataclass(frozen=True, slots=True)
class _Place:
    """What has to be known of one language of a work, to tell whether a card that is kept may be shown."""

    identity: str
    language: str
    page: int
    kind: str
    original_language: str
    version: int


_COLUMNS = ("record_id", "language", "page", "record__kind", "record__original_language", "record__version")
_kept: Latest[tuple[State, Card]] = Latest(MOST)
_numbers = itertools.count(1)


def cards(
    order: Sequence[str], asked: Asked, heavy: Sequence[str], near: Mapping[str, Near]
) -> tuple[list[Card], list[str]]:
    """The cards of these works in order, and the names of those that may not be shown.

    ``heavy``: languages whose texts may have the words, the reader's first. One query for what is kept, one for what is
    not and one more where that has too few of the words in the reader's language, those of the visibility rule and of images;
    twice where other pages of a work can be seen than when its card was made.
    """
    # Where works are there for their meaning all of their texts are looked at.
    first, further = (heavy, None) if near else (heavy[:1], heavy[1:])
    keys = _keys(order, asked, heavy, near)
    known = {name: kept for name, key in keys.items() if (kept := _kept.get(key)) is not None}
    places = _places(known)
    for name, parts in places.items():
        if _version(parts) != known[name][0][0]:  # written since
            del known[name]
    fresh = [name for name in order if name not in known]
    rows = read(fresh, first, labels=bool(near)) if fresh else {}
    there: dict[str, Mapping[str, _Part]] = {**{name: places.get(name, {}) for name in known}, **rows}
    works = hits.visible({name: parts for name, parts in there.items() if parts})
    changed = [name for name, (state, _) in known.items() if name in works and _state(works[name]) != state]
    if changed:  # other pages of it can be seen than when it was made
        again = read(changed, first, labels=bool(near))
        works = {name: parts for name, parts in works.items() if name not in changed}
        works |= hits.visible({name: dict[str, _Part](parts) for name, parts in again.items()})
        rows |= again
    rows = {
        name: {code: row for code, row in rows[name].items() if code in works[name]}
        for name in rows
        if name in works
    }
    made = {card.identity: card for card in hits.cards(rows, list(rows), asked, near, further, _numbers)}
    for name, card in made.items():
        _kept.put(keys[name], (_state(rows[name]), card))
    found = [made[name] if name in made else known[name][1] for name in order if name in works]
    return hits.illustrated(found), [name for name in order if name not in works]


def _keys(
    order: Sequence[str], asked: Asked, heavy: Sequence[str], near: Mapping[str, Near]
) -> dict[str, Hashable]:
    """All that a card depends on beside its work, for each name."""
    question = (
        asked.question,
        asked.language,
        get_language(),
        asked.named,
        asked.thesaurus.number,
        tuple(heavy),
    )
    wordings = sources.worded({from_identity(name)[0] for name in order})
    return {
        name: (name, question, wordings.get(from_identity(name)[0]), _meant(near.get(name))) for name in order
    }


def _meant(near: Near | None) -> Hashable:
    return (near.language, near.passage) if near is not None else None


def _places(names: Collection[str]) -> dict[str, dict[str, _Part]]:
    found: dict[str, dict[str, _Part]] = defaultdict(dict)
    rows = Projection.objects.filter(record__in=names, record__listed=True)
    for values in rows.values_list(*_COLUMNS) if names else ():
        place = _Place(*values)
        found[place.identity][place.language] = place
    return found


def _version(parts: Mapping[str, _Part]) -> int:
    return next(iter(parts.values())).version


def _state(parts: Mapping[str, _Part]) -> State:
    return _version(parts), tuple(sorted((code, part.page) for code, part in parts.items()))
