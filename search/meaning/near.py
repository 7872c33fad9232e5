"""The vectors of the collection in this process, and what lies near a question.

Exact: every passage is looked at, in one product of a matrix and a vector. Both engines get the same works, since
neither is asked; what may be shown of them is for the engine and the database to say, as for any other hit.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from django.conf import settings
from django.db.models import Count, Max
from numpy.typing import NDArray

from search import languages
from search.concepts.registry import NONE
from search.concepts.shares import Shares
from search.concepts.thesaurus import Thesaurus, Topic
from search.documents import from_identity
from search.fusing import MOST
from search.latest import Latest
from search.meaning import texts
from search.meaning.embedder import EmbedderUnavailable, as_vectors, get_embedder
from search.meaning.space import Space, Vectors
from search.models import Meaning, MeaningSpace

logger = logging.getLogger(__name__)

#: What is related must be at least so near (0 is nothing in common, 1 the same), and at least so near in parts of the
#: nearest. With half instead, one in nine of the judged questions had less than five works.
LEAST, PART = 0.10, 0.4
#: When even the nearest is further away than this, nothing is close.
CLOSE = 0.20
#: What the names of a question's concepts count beside its own words, in the language that models know best; and what it
#: counts when a work is about the same concepts. Tuned on two thirds of the judged topics; flat between .9 and 1.3.
NAMES, PIVOT = 0.5, "en"
CONCEPTS = 1.1
#: What it counts when a work is about what the first works are about, as far as these agree, and what it counts that a
#: text is in the reader's language. Tuned on the same; see docs/search-engines.md.
AGREED, OWN_LANGUAGE = 2.0, 0.03
#: So many works come first, and are among so many passages.
FIRST, FIRST_PASSAGES = 3, 300
#: Works of which a process remembers what is like them.
MOST_KEPT = 2_000


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
    _share_of: dict[str, NDArray[np.int64]] = field(default_factory=dict)
    _alike: dict[str, list[Near]] = field(default_factory=dict)
    _of_kind: dict[str, NDArray[np.bool_]] = field(default_factory=dict)
    _in_language: dict[str, NDArray[np.bool_]] = field(default_factory=dict)

    def nearest(
        self,
        question: Vectors,
        language: str,
        kinds: Sequence[str] = (),
        *,
        names: Vectors | None = None,
        topic: Topic | None = None,
    ) -> list[Near]:
        """Works of these kinds (of all, when none is given) by their nearest passage, the nearest first, as far as they
        count as related.

        ``question`` and ``names``, those of its concepts, as the model gives them; ``topic``: what it is about by them, which
        counts as far as its words say so.
        """
        if not len(self.matrix):
            return []
        asked = self.space.of_queries(question)
        if names is not None:
            asked = asked + NAMES * self.space.of_queries(names)
            asked = asked / max(float(np.linalg.norm(asked)), 1e-9)
        meant = own = scores = self.matrix @ asked
        allowed = np.logical_or.reduce([self._rows_of(kind) for kind in kinds]) if kinds else None
        if topic and topic.weights:
            own = meant + CONCEPTS * topic.told * self.shares.of(topic.weights)[self._rows_of_shares()]
            scores = own + AGREED * topic.told * self._agreed(_only(own, allowed))
        own, scores = _only(own, allowed), _only(scores + OWN_LANGUAGE * self._rows_in(language), allowed)
        # Whatever the first works agree on, what was as near as before is related still.
        rows = np.flatnonzero(_is_near(own) | _is_near(scores))
        return [self._for_reader(near, language, scores) for near in self._best(rows, scores, meant)]

    def _agreed(self, scores: Vectors) -> Vectors:
        """For each passage how far its work is about what the nearest works are about, as far as these agree on it.

        Rocchio's feedback (1971) with concepts as terms: what a question's words leave open, the first works say in theirs,
        in whatever language. Where they are about different things, at least some of them are not what was meant.
        """
        first = self._first(scores)
        weights = np.maximum(scores[list(first.values())], 0)
        if len(first) < FIRST or not weights.all():
            return np.zeros(len(scores), np.float32)
        agreement, shared = self.shares.agreed([self.shares.row(name) for name in first], weights)
        return agreement * shared[self._rows_of_shares()]

    def _first(self, scores: Vectors) -> dict[str, int]:
        """The nearest works, at most ``FIRST``, each with its nearest passage."""
        rows = np.arange(len(scores))
        if len(rows) > FIRST_PASSAGES:
            rows = np.argpartition(-scores, FIRST_PASSAGES)[:FIRST_PASSAGES]
        found: dict[str, int] = {}
        for row in rows[np.argsort(-scores[rows], kind="stable")]:
            found.setdefault(self.names[int(self.owner[row])][0], int(row))
            if len(found) == FIRST:
                break
        return found

    def _rows_in(self, language: str) -> NDArray[np.bool_]:
        if language not in self._in_language:
            texts = [pk for pk, (_, where) in self.names.items() if where == language]
            self._in_language[language] = np.isin(self.owner, texts)
        return self._in_language[language]

    def _rows_of_shares(self) -> NDArray[np.int64]:
        """For each passage the row of its work among the concepts of works."""
        if "rows" not in self._share_of:
            texts, places = np.unique(self.owner, return_inverse=True)
            rows = [self.shares.row(self.names[int(text)][0]) for text in texts]
            self._share_of["rows"] = np.array(rows, np.int64)[places]
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
        return self._best(np.flatnonzero(_is_near(scores)), scores, scores)

    def _rows_of(self, kind: str) -> NDArray[np.bool_]:
        if kind not in self._of_kind:
            texts = [pk for pk, (name, _) in self.names.items() if from_identity(name)[0] == kind]
            self._of_kind[kind] = np.isin(self.owner, texts)
        return self._of_kind[kind]

    def _best(self, rows: NDArray[np.intp], scores: Vectors, meant: Vectors) -> list[Near]:
        found: dict[str, Near] = {}
        for row in rows[np.argsort(-scores[rows], kind="stable")]:
            identity, where = self.names[int(self.owner[row])]
            if identity not in found:
                found[identity] = Near(identity, where, int(self.place[row]), float(meant[row]))
                if len(found) == MOST:
                    break
        return list(found.values())

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


#: Vectors of questions by model and text.
_asked: Latest[Vectors] = Latest(1_000)
_held: Held | None = None
_failing = False
_guard = threading.Lock()


def related(
    question: str,
    language: str,
    kinds: Sequence[str] = (),
    *,
    thesaurus: Thesaurus = NONE,
    named: Sequence[str] = (),
    topic: Topic | None = None,
) -> list[Near]:
    """Works of these kinds that are near the question of a reader of a language; none where meaning is off, not ready,
    or fails. ``named``: the concepts of the thesaurus that the question names; ``topic``: what it is about by them."""
    global _failing
    held, text = _current(), texts.query(question)
    if held is None or not text:
        return []
    try:
        names = [", ".join(thesaurus.label(key, PIVOT) for key in named)] if named else []
        asked, *others = _vectors(held.embedder, [text, *names])
        _failing = False
        return held.nearest(asked, language, kinds, names=others[0] if others else None, topic=topic)
    except EmbedderUnavailable as error:
        logger.warning("The search answers by words alone: %s", error)
        _failing = True
        return []


def fails() -> bool:
    """Whether the model has failed with the last question of this process."""
    return _failing


def _vectors(name: str, texts: Sequence[str]) -> list[Vectors]:
    """The vectors of questions; the pages and facets of one search ask again and again."""
    found = {text: _asked.get((name, text)) for text in texts}
    missing = [text for text, vector in found.items() if vector is None]
    if missing:
        embedder = get_embedder()
        if embedder is None:
            raise EmbedderUnavailable("meaning has been switched off")
        for text, vector in zip(missing, embedder.queries(missing), strict=True):
            _asked.put((name, text), vector)
            found[text] = vector
    return [vector for text in texts if (vector := found[text]) is not None]


def is_ready() -> bool:
    """Whether this process holds vectors to compare a question with."""
    return _current() is not None


def like(identity: str) -> list[Near]:
    """Works that are near a work; none where meaning is off, or the work has no vectors yet."""
    held = _current()
    return held.like(identity) if held is not None else []


def _current() -> Held | None:
    embedder = get_embedder()
    if embedder is None:
        return None
    if not settings.SEARCH_WORKER:  # nobody else looks
        refresh()
    held = _held
    return held if held is not None and held.embedder == embedder.name else None


def refresh() -> bool:
    """Bring this process's vectors up to those of the database; returns whether there was anything new."""
    global _held
    embedder = get_embedder()
    if embedder is None:
        return False
    with _guard:
        held = _held if _held is not None and _held.embedder == embedder.name else None
        shares = (held.shares if held else Shares()).refreshed()
        made = _read(held, embedder.name, embedder.size)
        if made is not None and made.shares is not shares:
            made = replace(made, shares=shares, _share_of={})
        _held = made
        return made is not held


def forget() -> None:
    """Hold nothing, as a process does that has just begun."""
    global _held, _failing
    _held, _failing = None, False
    _asked.clear()


def _read(held: Held | None, embedder: str, size: int) -> Held | None:
    newest = MeaningSpace.objects.filter(embedder=embedder).order_by("-version").first()
    rows = Meaning.objects.filter(embedder=embedder)
    state = rows.aggregate(version=Max("version"), count=Count("*"))
    version, count = state["version"] or 0, state["count"]
    if newest is None:
        return None
    if held is not None and held.space_version != newest.version:
        held = None  # everything lies elsewhere now
    if held is not None and (held.version, held.count) == (version, count):
        return held
    space = held.space if held else Space.from_bytes(bytes(newest.constants))
    changed = rows.filter(version__gt=held.version) if held else rows
    names: dict[int, tuple[str, str]] = {}
    matrices, owners, places = [], [], []
    found = changed.values_list("pk", "projection__record_id", "projection__language", "passages")
    for pk, identity, language, own in found.iterator(chunk_size=500):
        vectors = as_vectors(bytes(own), size)
        names[pk] = (identity, language)
        matrices.append(space.of_passages(vectors))
        owners.append(np.full(len(vectors), pk, np.int64))
        places.append(np.arange(len(vectors), dtype=np.int32))
    if held is not None:
        there = set(rows.values_list("pk", flat=True)) - set(names)
        kept = np.isin(held.owner, np.fromiter(there, np.int64, len(there)))
        matrices.insert(0, held.matrix if kept.all() else held.matrix[kept])
        owners.insert(0, held.owner[kept])
        places.insert(0, held.place[kept])
        names |= {pk: held.names[pk] for pk in there if pk in held.names}
    return Held(
        embedder=embedder,
        space_version=newest.version,
        version=version,
        count=count,
        space=space,
        matrix=np.concatenate(matrices) if matrices else np.zeros((0, size), np.float32),
        owner=np.concatenate(owners) if owners else np.zeros(0, np.int64),
        place=np.concatenate(places) if places else np.zeros(0, np.int32),
        names=names,
        owners={place: pk for pk, place in names.items()},
        shares=held.shares if held else Shares(),
    )
