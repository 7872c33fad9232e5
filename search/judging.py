"""How well a search finds what people judged to be right: recall, reciprocal rank and gain by language. Pure but for
``evaluate``, which asks the search."""

from __future__ import annotations

import json
import math
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from search import service
from search.languages import codes
from search.params import Params
from search.results import Degraded

#: Hits that a reader looks at.
LOOKED_AT, GAINED = 5, 10

Ordered = tuple[Sequence[str], Collection[str]]


class BadSet(Exception):
    """A set of judged queries cannot be used; the message names the line."""


class NoAnswer(Exception):
    """The engine failed, so that nothing can be said about what it finds."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A query of a reader of a language, and the works that answer it, by their external ids."""

    language: str
    query: str
    works: frozenset[str]


@dataclass(frozen=True, slots=True)
class Found:
    """What a judged query found: the external ids in their order, and which of the right works exist in its language."""

    judged: Judged
    order: tuple[str, ...]
    own: frozenset[str]

    @property
    def same(self) -> Ordered:
        """The order, and the right works that exist in the language of the query."""
        return self.order, self.own

    @property
    def across(self) -> Ordered:
        """The order, and the right works that do not."""
        return self.order, self.judged.works - self.own


@dataclass(frozen=True, slots=True)
class Score:
    """Means over queries. ``recall``: the part of the right works among the first five (of five at most); ``rank``: one
    by the place of the first right one; ``gain``: nDCG of the first ten (Järvelin and Kekäläinen 2002), each right work
    counting 1."""

    queries: int
    recall: float
    rank: float
    gain: float


def read(lines: Iterable[str]) -> Iterator[Judged]:
    """Judged queries, a JSON object a line: ``language``, ``query``, ``works``. Raises ``BadSet``."""
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            given = json.loads(line)
            judged = Judged(str(given["language"]), str(given["query"]), frozenset(map(str, given["works"])))
        except (ValueError, KeyError, TypeError) as error:
            raise BadSet(f"line {number}: {error!r}") from error
        if judged.language not in codes() or not judged.query.strip() or not judged.works:
            raise BadSet(f"line {number}: a language of the site, a query and works are needed")
        yield judged


def evaluate(
    judged: Iterable[Judged],
    languages_of: Mapping[str, Collection[str]],
    *,
    kind: str = "",
    exact: bool = False,
) -> list[Found]:
    """Ask each query. ``languages_of``: the languages of works by external id; ``kind``: among these works only;
    ``exact``: words alone. Raises ``NoAnswer``.
    """
    kinds = (kind,) if kind else ()
    found = []
    for each in judged:
        params = Params(q=each.query, kinds=kinds, page_size=GAINED, exact=exact)
        results = service.search(params, each.language)
        if results.degraded is not Degraded.NO:
            raise NoAnswer(each.query)
        own = frozenset(work for work in each.works if each.language in languages_of.get(work, ()))
        found.append(Found(each, tuple(card.external_id for card in results.cards), own))
    return found


def score(ordered: Iterable[Ordered]) -> Score:
    """Of orders and the works that are right in them; where none can be right, nothing is counted."""
    found = [(order, right) for order, right in ordered if right]
    count = len(found)
    if not count:
        return Score(0, 0.0, 0.0, 0.0)
    return Score(
        count,
        sum(_recall(order, right) for order, right in found) / count,
        sum(_rank(order, right) for order, right in found) / count,
        sum(_gain(order, right) for order, right in found) / count,
    )


def _recall(order: Sequence[str], right: Collection[str]) -> float:
    return len(set(order[:LOOKED_AT]) & set(right)) / min(len(right), LOOKED_AT)


def _rank(order: Sequence[str], right: Collection[str]) -> float:
    return next((1 / place for place, name in enumerate(order, start=1) if name in right), 0.0)


def _gain(order: Sequence[str], right: Collection[str]) -> float:
    got = sum(1 / math.log2(place + 1) for place, name in enumerate(order[:GAINED], start=1) if name in right)
    best = sum(1 / math.log2(place + 1) for place in range(1, min(len(right), GAINED) + 1))
    return got / best
