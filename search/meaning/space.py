"""Take out of vectors what only says in which language a text is. Pure numpy.

Vectors of one multilingual model lie apart by language: the nearest neighbours of an English question are English
texts, whatever they say. The directions in which languages differ are few; without them a text is near what says the
same in any language. Measured by ``manage.py search_meaning evaluate``; the idea is that of removing language means
and their principal components (Yang et al. 2021, "A Simple and Effective Method To Eliminate the Self Language Bias
in Multilingual Representations").
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]

#: Directions that are taken out at most; with ten languages there are nine.
DIRECTIONS = 9
#: So many texts of a language weigh as much as what is known of it beforehand.
PRIOR = 10.0


@dataclass(frozen=True, slots=True)
class Means:
    """What the vectors of one language have in common: how many there are, the mean of its passages and the mean of
    its titles as questions."""

    count: int
    passages: Vectors
    titles: Vectors


@dataclass(frozen=True, slots=True)
class Space:
    """The space of meanings of a collection.

    ``passages``, ``queries``: the mean of all, taken off each. ``directions``: rows of unit length, at right angles,
    that are taken out of both.
    """

    passages: Vectors
    queries: Vectors
    directions: Vectors

    def of_passages(self, vectors: Vectors) -> Vectors:
        """Passages as they are compared: rows of length 1."""
        return self._without(vectors - self.passages)

    def of_queries(self, vectors: Vectors) -> Vectors:
        """Questions as they are compared: rows of length 1."""
        return self._without(vectors - self.queries)

    def _without(self, vectors: Vectors) -> Vectors:
        left = vectors - (vectors @ self.directions.T) @ self.directions
        lengths = np.linalg.norm(left, axis=-1, keepdims=True)
        return np.asarray(left / np.maximum(lengths, 1e-9), np.float32)

    def to_bytes(self) -> bytes:
        """As the database keeps it; read by ``from_bytes``."""
        stream = io.BytesIO()
        np.savez(stream, passages=self.passages, queries=self.queries, directions=self.directions)
        return stream.getvalue()

    @classmethod
    def from_bytes(cls, data: bytes) -> Space:
        with np.load(io.BytesIO(data), allow_pickle=False) as held:
            return cls(held["passages"], held["queries"], held["directions"])


def space(found: Mapping[str, Means], prior: Mapping[str, Means] | None = None) -> Space:
    """The space of a collection with these languages.

    ``prior``: the same measured on a text that says one thing in every language. Where a collection has few texts of
    a language, its mean says what they are about more than how the language differs, and the prior weighs more.
    Raises ``ValueError`` when there is nothing to measure.
    """
    known = dict(prior or {})
    if not found and not known:
        raise ValueError("no vectors of any language")
    own, before = _Even(found), _Even(known)
    count = sum(means.count for means in found.values())
    weight = count / (count + PRIOR) if known else 1.0
    centres = [
        _mixed(weight, mine, known_centre)
        for mine, known_centre in zip(_centres(found), _centres(known), strict=True)
    ]
    languages = sorted({*found, *known})
    offsets = [each for language in languages for each in own.offsets(language, before)]
    passages, titles = centres
    return Space(passages, titles, _leading(offsets if len(languages) > 1 else [], passages.shape[0]))


def _centres(means: Mapping[str, Means]) -> list[Vectors | None]:
    """The mean of all passages, and that of all titles, each text counting the same."""
    if not means:
        return [None, None]
    weights = [each.count for each in means.values()]
    return [
        np.average(np.stack([getattr(each, name) for each in means.values()]), axis=0, weights=weights)
        for name in _NAMES
    ]


def _mixed(weight: float, own: Vectors | None, known: Vectors | None) -> Vectors:
    if own is None or known is None:
        return np.asarray(known if own is None else own, np.float32)
    return np.asarray(weight * own + (1 - weight) * known, np.float32)


class _Even:
    """Offsets of languages from the mean in which every language counts the same."""

    def __init__(self, means: Mapping[str, Means]) -> None:
        self._means = means
        if means:
            self._centre = [np.mean([getattr(m, name) for m in means.values()], axis=0) for name in _NAMES]

    def of(self, language: str) -> tuple[int, list[Vectors]] | None:
        if (means := self._means.get(language)) is None:
            return None
        return means.count, [
            getattr(means, name) - centre for name, centre in zip(_NAMES, self._centre, strict=True)
        ]

    def offsets(self, language: str, prior: _Even) -> list[Vectors]:
        own, before = self.of(language), prior.of(language)
        if own is None:
            return before[1] if before else []
        if before is None:
            return [own[0] / (own[0] + PRIOR) * vector for vector in own[1]]
        weight = own[0] / (own[0] + PRIOR)
        return [weight * mine + (1 - weight) * known for mine, known in zip(own[1], before[1], strict=True)]


_NAMES = ("passages", "titles")


def _leading(offsets: list[Vectors], size: int) -> Vectors:
    if not offsets:
        return np.zeros((0, size), np.float32)
    _, strengths, rows = np.linalg.svd(np.stack(offsets), full_matrices=False)
    count = int(np.sum(strengths > 1e-4 * max(strengths[0], 1e-9)))
    return np.asarray(rows[: min(DIRECTIONS, count)], np.float32)
