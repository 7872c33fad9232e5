"""How far works are about the concepts that a question names, whatever words either uses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from django.db.models import Count, Max
from numpy.typing import NDArray

from search.models import LATE, Record

Floats = NDArray[np.float32]
#: Rows that are turned into floats at once.
ROWS = 10_000
#: Of what works have in common, so many concepts count: the rest weighs little, and each is looked for in all works.
MOST_AGREED = 24


@dataclass(frozen=True, slots=True, eq=False)
class Shares:
    """What a process holds: how far each work is about each concept, in tenths of a mention. Replaced as a whole.

    ``rows`` and ``columns``: place of a work and of a concept in ``counts``; its last row is that of a work that names
    none. ``weights``: of a concept, the greater the fewer works name it; ``lengths``: of a row by these weights.
    ``told``: for each work the hash of what was written of it.
    """

    version: int = 0
    count: int = 0
    rows: Mapping[str, int] = field(default_factory=dict)
    columns: Mapping[str, int] = field(default_factory=dict)
    counts: NDArray[np.uint8] = field(default_factory=lambda: np.zeros((1, 0), np.uint8))
    weights: Floats = field(default_factory=lambda: np.zeros(0, np.float32))
    lengths: Floats = field(default_factory=lambda: np.ones(1, np.float32))
    told: Mapping[str, int] = field(default_factory=dict)

    def of(self, concepts: Mapping[str, float]) -> Floats:
        """For each row, from 0 to 1, how far the work is about these concepts, each with what it counts: the cosine of
        both, a concept weighed by how rare it is and by the root of how often it counts."""
        known = [(self.columns[key], weight) for key, weight in concepts.items() if key in self.columns]
        if not known:
            return np.zeros(len(self.lengths), np.float32)
        columns = np.array([column for column, _weight in known])
        asked = self.weights[columns] * np.array([weight for _column, weight in known], np.float32)
        return self._near(columns, asked / max(float(np.linalg.norm(asked)), 1e-9))

    def agreed(self, rows: NDArray[np.int64], parts: Floats) -> tuple[float, Floats]:
        """What works, at least two, have in common: from 0 to 1 how far two of them are about the same on average, and for
        each row how far its work is about what they are about together, each as far as its part says."""
        counts, lengths = self.counts[rows], self.lengths[rows]
        columns = np.flatnonzero(counts.any(axis=0))
        each = np.sqrt(counts[:, columns], dtype=np.float32) * self.weights[columns] / lengths[:, np.newaxis]
        alike = each @ each.T
        pairs = len(rows) * (len(rows) - 1)
        middle: Floats = np.asarray(parts @ each, np.float32)
        heaviest = np.argsort(-middle, kind="stable")[:MOST_AGREED]
        length = max(float(np.linalg.norm(middle)), 1e-9)
        agreement = float(alike.sum() - np.trace(alike)) / pairs
        return agreement, self._near(columns[heaviest], np.asarray(middle[heaviest] / length, np.float32))

    def _near(self, columns: NDArray[np.intp], asked: Floats) -> Floats:
        """For each row the cosine with a vector of length 1, of which these columns, the others not looked at, are given."""
        counted = np.sqrt(self.counts[:, columns], dtype=np.float32)
        near: Floats = (counted @ (self.weights[columns] * asked)) / self.lengths
        return near

    def row(self, identity: str) -> int:
        """The row of a work."""
        return self.rows.get(identity, len(self.lengths) - 1)

    def refreshed(self) -> Shares:
        """The same, or what the database says by now; one query when nothing is new, two when something is."""
        state = Record.objects.aggregate(version=Max("version"), count=Count("*"))
        version, count = state["version"] or 0, state["count"]
        if (version, count) == (self.version, self.count):
            return self
        written = _read(self.version - LATE)
        if len(self.rows.keys() | written.keys()) != count:  # some are gone
            return Shares()._with(_read(0), version, count)
        changed = {name: about for name, about in written.items() if self.told.get(name) != hash(about)}
        # A rebuild writes every work, whether it says something else or not.
        if not changed and count == self.count:
            return replace(self, version=version)
        return self._with(changed, version, count)

    def says_the_same_as(self, other: Shares) -> bool:
        """Whether one was made of the other, and no work said anything else between them."""
        return self.counts is other.counts

    def _with(self, changed: Mapping[str, str], version: int, count: int) -> Shares:
        rows = _numbered(self.rows, changed)
        counted = {identity: _parsed(about) for identity, about in changed.items()}
        columns = _numbered(self.columns, {key: "" for counts in counted.values() for key in counts})
        counts = np.zeros((len(rows) + 1, len(columns)), np.uint8)
        counts[: len(self.rows), : len(self.columns)] = self.counts[:-1]
        for identity, found in counted.items():
            counts[rows[identity]] = 0
            for key, tenths in found.items():
                counts[rows[identity], columns[key]] = min(tenths, 255)
        naming = np.count_nonzero(counts, axis=0)
        weights = np.log1p((count - naming + 0.5) / (naming + 0.5)).astype(np.float32)
        lengths = np.sqrt(_summed(counts, weights**2))
        return Shares(
            version,
            count,
            rows,
            columns,
            counts,
            weights,
            np.where(lengths > 0, lengths, 1).astype(np.float32),
            {**self.told, **{identity: hash(about) for identity, about in changed.items()}},
        )


def _summed(counts: NDArray[np.uint8], weights: Floats) -> Floats:
    """The weighed sum of each row; in parts, since floats take four times as much memory."""
    parts = [counts[at : at + ROWS].astype(np.float32) @ weights for at in range(0, len(counts), ROWS)]
    return np.concatenate(parts)


def _read(after: int) -> dict[str, str]:
    """What is written of the works that were planned after a version."""
    rows = Record.objects.filter(version__gt=after).values_list("identity", "about")
    return dict(rows.iterator(chunk_size=2_000))


def _numbered(known: Mapping[str, int], more: Iterable[str]) -> dict[str, int]:
    numbers = dict(known)
    for name in more:
        numbers.setdefault(name, len(numbers))
    return numbers


def written(about: Mapping[str, int]) -> str:
    """As a record keeps it: `pump:10 water_supply:5`."""
    return " ".join(f"{key}:{tenths}" for key, tenths in sorted(about.items()))


def _parsed(about: str) -> dict[str, int]:
    return {key: int(tenths) for key, _, tenths in (each.partition(":") for each in about.split())}
