"""What lies near a question or a work, from vectors in memory. No database, no model.

Exact: every passage is looked at, in one product of a matrix and a vector. Both engines get the same works, since
neither is asked; what may be shown of them is for the engine and the database to say, as for any other hit.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from search import languages
from search.concepts.shares import Shares
from search.concepts.thesaurus import Topic
from search.documents import from_identity
from search.fusing import MOST
from search.meaning.space import Space, Vectors

#: What is related must be at least so near (0 is nothing in common, 1 the same), and at least so near in parts of the
#: nearest. With half instead, one in nine of the judged questions had less than five works.
LEAST, PART = 0.10, 0.4
#: When even the nearest is further away than this, nothing is close.
CLOSE = 0.20
#: What it counts when a work is about the same concepts as a question. Tuned on two thirds of the judged topics; flat between
#: .9 and 1.3.
CONCEPTS = 1.1
#: What it counts when a work is about what the first works are about, as far as these agree, and what it counts that a
#: text is in the reader's language. Tuned on the same; see docs/search-engines.md.
AGREED, OWN_LANGUAGE = 2.0, 0.03
#: So many of the nearest works are asked what they agree on.
AGREEING = 3
#: Works of which a process remembers what is like them.
MOST_KEPT = 2_000
_numbers = itertools.count()


@dataclass(frozen=True, slots=True)
class Near:
    """A work that is near a question, with the passage that shows it, counted as ``making.passages_of`` does: the nearest
    of the reader's language where there is one, else the nearest of all. ``score``: how near that one is by meaning alone,
    whatever concepts both share; an order by it is not the one in which they are given."""

    identity: str
    language: str
    passage: int
    score: float


@dataclass(frozen=True, slots=True, eq=False)
class Held:
    """What a process holds. Replaced as a whole.

    ``matrix`` has a row for each passage, as they are compared; ``owner`` the key of its text and ``place`` its number
    there. ``names``: work and language of a text by its key, ``owners`` the other way round. ``shares``: the concepts of works.
    ``number`` tells it from all others of the process.
    """

    embedder: str
    space_version: int
    version: int
    count: int
    space: Space
    matrix: Vectors
    owner: NDArray[np.int64]
    place: NDArray[np.int32]
    names: dict[int, tuple[str, str]]
    owners: dict[tuple[str, str], int]
    shares: Shares = field(default_factory=Shares)
    number: int = field(default_factory=_numbers.__next__)
    _share_of: dict[str, NDArray[np.int64]] = field(default_factory=dict)
    _numbered: dict[str, tuple[NDArray[np.int64], list[str]]] = field(default_factory=dict)
    _alike: dict[str, list[Near]] = field(default_factory=dict)
    _of_kind: dict[str, NDArray[np.bool_]] = field(default_factory=dict)
    _in_language: dict[str, NDArray[np.bool_]] = field(default_factory=dict)

    def with_shares(self, shares: Shares) -> Held:
        """The same with the concepts of works as they are now."""
        if shares.says_the_same_as(self.shares):
            return replace(self, shares=shares)  # under its number, since what was near a question still is
        return replace(self, shares=shares, number=next(_numbers), _share_of={})

    def nearest(
        self,
        question: Vectors,
        language: str,
        kinds: Sequence[str] = (),
        *,
        topic: Topic | None = None,
    ) -> list[Near]:
        """Works of these kinds (of all, when none is given) by their nearest passage, the nearest first, as far as they
        count as related.

        ``question`` as the model gives it; ``topic``: what it is about, which counts as far as its words say so.
        """
        if not len(self.matrix):
            return []
        meant = self.matrix @ self.space.of_queries(question)
        allowed = np.logical_or.reduce([self._rows_of(kind) for kind in kinds]) if kinds else None
        if topic is None or not topic.weights:
            own = scores = _only(meant, allowed)
        else:
            about = self.shares.of(topic.weights)[self._rows_of_shares()]
            own = _only(meant + CONCEPTS * topic.told * about, allowed)
            scores = _only(own + AGREED * topic.told * self._agreed(own), allowed)
        # What was near before the first works were asked is related still.
        rows = np.flatnonzero(_is_near(own) if scores is own else _is_near(own) | _is_near(scores))
        order = np.where(self._rows_in(language)[rows], scores[rows] + np.float32(OWN_LANGUAGE), scores[rows])
        return [self._for_reader(near, language, scores) for near in self._best(rows, order, scores, meant)]

    def _agreed(self, scores: Vectors) -> Vectors:
        """For each passage how far its work is about what the nearest works are about, as far as these agree on it.

        Rocchio's feedback (1971) with concepts as terms: what a question's words leave open, the first works say in theirs,
        in whatever language. Where they are about different things, at least some of them are not what was meant.
        """
        first = self._first(scores)
        if len(first) < AGREEING or scores[first].min() < LEAST:
            return np.zeros(len(scores), np.float32)
        rows = self._rows_of_shares()
        agreement, shared = self.shares.agreed(rows[first], scores[first])
        return np.float32(agreement) * shared[rows]

    def _first(self, scores: Vectors) -> list[int]:
        """The nearest passages of the ``AGREEING`` nearest works."""
        (works, names), left = self._works(), scores.copy()
        found: list[int] = []
        for _ in range(min(AGREEING, len(names))):
            found.append(int(left.argmax()))
            left[works == works[found[-1]]] = -np.inf
        return found

    def _works(self) -> tuple[NDArray[np.int64], list[str]]:
        """For each passage the number of its work, and the works by their numbers."""
        if "all" not in self._numbered:
            numbers: dict[str, int] = {}
            texts, places = np.unique(self.owner, return_inverse=True)
            of_text = [numbers.setdefault(self.names[int(text)][0], len(numbers)) for text in texts]
            self._numbered["all"] = np.array(of_text, np.int64)[places], list(numbers)
        return self._numbered["all"]

    def _rows_in(self, language: str) -> NDArray[np.bool_]:
        if language not in self._in_language:
            texts = [pk for pk, (_, where) in self.names.items() if where == language]
            self._in_language[language] = np.isin(self.owner, texts)
        return self._in_language[language]

    def _rows_of_shares(self) -> NDArray[np.int64]:
        """For each passage the row of its work among the concepts of works."""
        if "rows" not in self._share_of:
            works, names = self._works()
            self._share_of["rows"] = np.array([self.shares.row(name) for name in names], np.int64)[works]
        return self._share_of["rows"]

    def like(self, identity: str) -> list[Near]:
        """Works like this one, by the passage that is nearest to the middle of all its passages."""
        found = self._alike.get(identity)
        if found is None:
            found = self._look_alike(identity)
            if len(self._alike) < MOST_KEPT:
                self._alike[identity] = found
        return found

    def _look_alike(self, identity: str) -> list[Near]:
        places = [(identity, code) for code in languages.codes()]
        rows = np.isin(self.owner, [self.owners[place] for place in places if place in self.owners])
        if not rows.any():
            return []
        middle = self.matrix[rows].mean(axis=0)
        scores = self.matrix @ (middle / max(float(np.linalg.norm(middle)), 1e-9))
        scores = np.where(rows, -1.0, scores)
        near = np.flatnonzero(_is_near(scores))
        return self._best(near, scores[near], scores, scores)

    def _rows_of(self, kind: str) -> NDArray[np.bool_]:
        if kind not in self._of_kind:
            texts = [pk for pk, (name, _) in self.names.items() if from_identity(name)[0] == kind]
            self._of_kind[kind] = np.isin(self.owner, texts)
        return self._of_kind[kind]

    def _best(self, rows: NDArray[np.intp], order: Vectors, scores: Vectors, meant: Vectors) -> list[Near]:
        """The works that have these passages, by the best ``order`` (a number for each of ``rows``), at most ``MOST``; each by
        the passage that scores best."""
        works, names = self._works()
        works = works[rows]
        numbers, places = np.unique(works[np.argsort(-order, kind="stable")], return_index=True)
        first = numbers[np.argsort(places)][:MOST]
        theirs = np.flatnonzero(np.isin(works, first))
        by_score = theirs[np.argsort(-scores[rows[theirs]], kind="stable")]
        best = dict(zip(*np.unique(works[by_score], return_index=True), strict=True))
        found = []
        for number in first:
            row = rows[by_score[best[number]]]
            language = self.names[int(self.owner[row])][1]
            found.append(Near(names[number], language, int(self.place[row]), float(meant[row])))
        return found

    def _for_reader(self, near: Near, language: str, scores: Vectors) -> Near:
        owner = self.owners.get((near.identity, language))
        if owner is None or near.language == language:
            return near
        rows = np.flatnonzero(self.owner == owner)
        if not rows.size:
            return near
        best = rows[scores[rows].argmax()]
        return replace(near, language=language, passage=int(self.place[best]))


def _is_near(scores: Vectors) -> NDArray[np.bool_]:
    """Which passages are near enough to be related."""
    return scores >= max(LEAST, PART * float(scores.max()))


def _only(scores: Vectors, allowed: NDArray[np.bool_] | None) -> Vectors:
    """The scores of what is allowed, and less than any of the rest."""
    return scores if allowed is None else np.where(allowed, scores, np.float32(-1))
