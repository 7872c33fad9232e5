"""Put what was found by words and what is near in meaning into one order. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

#: Reciprocal rank fusion (Cormack, Clarke and Büttcher 2009) and its usual constant.
CONSTANT = 60


def fused(*orders: Sequence[str]) -> list[str]:
    """Names by the sum of 1 / (60 + place) over the orders that have them; of equals the earlier order's first."""
    scores: dict[str, float] = defaultdict(float)
    for order in orders:
        for place, name in enumerate(order, start=1):
            scores[name] += 1 / (CONSTANT + place)
    return sorted(scores, key=lambda name: -scores[name])
