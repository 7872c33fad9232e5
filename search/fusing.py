"""Put what was found by words and what is near in meaning into one order. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

#: Reciprocal rank fusion (Cormack, Clarke and Büttcher 2009) and its usual constant.
CONSTANT = 60
#: Of what is near, and of what has the words, at most so many are fused.
MOST = 30
#: So many of the first hits say all that is needed: those that are near, and as many of the best by words as may be
#: fused whatever the others are.
HEAD = 3 * MOST
#: Of what is near, so much comes first where it has the words in the reader's language: others that have them somewhere
#: in a long text are often about something else.
FIRST = 5


@dataclass(frozen=True, slots=True)
class Hit:
    """A hit of an engine that puts first what is near, then what has the words in the reader's language (``own``), then
    the rest. ``words``: its score by words, 0 where it has them not."""

    name: str
    own: bool
    words: float


def arranged(hits: Sequence[Hit], near: Sequence[str]) -> list[str]:
    """All names: what has the words in the reader's language and is near, the best by words first; then the best by words
    and what is near, fused; then the rest as it stands. ``near``: names, the nearest first.
    """
    there = {hit.name for hit in hits}
    close = [name for name in near if name in there]
    worded = sorted((hit for hit in hits[:HEAD] if hit.words), key=lambda hit: -hit.words)
    nearest = set(close[:FIRST])
    first = [hit.name for hit in worded if hit.own and hit.name in nearest]
    placed = fused([hit.name for hit in worded[:MOST]], close)
    return list(dict.fromkeys([*first, *placed, *(hit.name for hit in hits)]))


def fused(*orders: Sequence[str]) -> list[str]:
    """Names by the sum of 1 / (60 + place) over the orders that have them; of equals the earlier order's first."""
    scores: dict[str, float] = defaultdict(float)
    for order in orders:
        for place, name in enumerate(order, start=1):
            scores[name] += 1 / (CONSTANT + place)
    return sorted(scores, key=lambda name: -scores[name])
