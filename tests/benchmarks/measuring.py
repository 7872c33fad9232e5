"""Measure two things beside each other, and say how they compare."""

from __future__ import annotations

import math
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

Action = Callable[[], object]
Clock = Callable[[], float]


@dataclass(frozen=True, slots=True)
class Pairs:
    """Seconds that two actions took, measured in turns: A B A B …"""

    ours: tuple[float, ...]
    reference: tuple[float, ...]

    @property
    def ratio(self) -> float:
        """How many times as long ours took: the median over the pairs."""
        return statistics.median(a / b for a, b in zip(self.ours, self.reference, strict=True))

    @property
    def more(self) -> float:
        """How many seconds longer ours took: the median over the pairs."""
        return statistics.median(a - b for a, b in zip(self.ours, self.reference, strict=True))


def pairs(
    ours: Action,
    reference: Action,
    rounds: int,
    *,
    warm: int = 3,
    clock: Clock = time.perf_counter,
    before: Action = lambda: None,
) -> Pairs:
    """Run both in turns, ``rounds`` times, after ``warm`` turns that do not count; ``before`` each, what does not count.

    Whatever else the machine does meets both alike. Each turn begins with the other one of the two, since
    what comes second finds warmer caches.
    """
    for _ in range(warm):
        ours()
        reference()
    mine, others = [], []
    for number in range(rounds):
        turn = [(ours, mine), (reference, others)]
        for action, times in turn if number % 2 else reversed(turn):
            before()
            times.append(seconds(action, clock))
    return Pairs(tuple(mine), tuple(others))


def seconds(action: Action, clock: Clock = time.perf_counter) -> float:
    """How long one run takes; ``time.thread_time`` counts what this thread computes, not how long it waits."""
    begun = clock()
    action()
    return clock() - begun


def percentile(values: Sequence[float], percent: float) -> float:
    """The smallest value that at least so many percent of the values do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * percent / 100) - 1)]
