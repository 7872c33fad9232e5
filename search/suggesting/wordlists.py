"""The words that texts of a language have, to find which of them was meant. Knows nothing of works or databases."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from search.queries import FIRST_UNCASED
from search.suggesting.lines import FORGIVEN, LETTERS, TWICE, table

#: Words of a language that are held, the most frequent; candidates for one that is not among them.
MOST_WORDS, CANDIDATES = 20_000, 3
#: Characters of a script without spaces that are looked at, and that a word must have to stand for what was typed.
LONGEST_RUN, SHORTEST = 40, 3
SHORTEST_CHINESE = 2


@dataclass(frozen=True, slots=True)
class Candidate:
    """What may have been meant by the characters from ``start`` to ``end``, and by how many errors it differs."""

    start: int
    end: int
    word: str
    errors: int


class WordList:
    """The words of one language, each with the number of texts that have it."""

    def __init__(self, counts: Mapping[str, int]):
        usual = (word for word in counts if 1 < len(word) <= LETTERS and not word.isdigit())
        self._words = sorted(usual, key=lambda word: (-counts[word], word))[:MOST_WORDS]
        self._known = frozenset(self._words)
        self._sizes = np.array([len(word) for word in self._words], np.intp)
        self._letters = np.zeros((LETTERS, len(self._words)), np.uint16)
        for place, word in enumerate(self._words):
            self._letters[: len(word), place] = [min(ord(letter), 0xFFFF) for letter in word]

    def __contains__(self, word: str) -> bool:
        return word in self._known

    def near(self, word: str) -> list[Candidate]:
        """Words of an alphabet that differ by one error, or two in a long word; the nearest, then the most frequent."""
        if not FORGIVEN <= len(word) <= LETTERS or word[0] >= FIRST_UNCASED or not self._words:
            return []
        allowed = 1 if len(word) < TWICE else 2
        likely = np.flatnonzero(np.abs(self._sizes - len(word)) <= allowed)
        rows = table(self._letters[:, likely], [ord(letter) for letter in word], LETTERS)
        *_, last = rows
        errors = np.array(last)[self._sizes[likely], np.arange(len(likely))]
        best = np.argsort(errors, kind="stable")[:CANDIDATES]
        return [
            Candidate(0, len(word), self._words[likely[place]], int(errors[place]))
            for place in best
            if errors[place] <= allowed
        ]

    def inside(self, run: str, doubtful: frozenset[int], shortest: int) -> list[Candidate]:
        """Words that differ by one character from a part of a run of characters, which has one of the ``doubtful``
        places; the longest words first, then the most frequent."""
        run = run[:LONGEST_RUN]
        likely = np.flatnonzero(self._sizes >= shortest)
        found: list[tuple[int, Candidate]] = []
        rows = table(
            self._letters[:, likely], [min(ord(each), 0xFFFF) for each in run], LETTERS, anywhere=True
        )
        for end, row in enumerate(rows, start=1):
            errors = np.array(row)[self._sizes[likely], np.arange(len(likely))]
            for place in likely[errors == 1]:
                word = self._words[place]
                size = next(
                    (n for n in _lengths(len(word)) if _differ_by_one(run[max(0, end - n) : end], word)), 0
                )
                if size and doubtful.intersection(range(end - size, end)):
                    found.append((int(place), Candidate(end - size, end, word, 1)))
        return [each for _, each in sorted(found, key=lambda pair: (-len(pair[1].word), pair[0]))]


def _lengths(size: int) -> tuple[int, int, int]:
    return size, size + 1, size - 1


def _differ_by_one(part: str, word: str) -> bool:
    """Whether one character more, less or another makes a word of a part."""
    if part == word or abs(len(part) - len(word)) > 1:
        return False
    same = next(
        (n for n, (one, two) in enumerate(zip(part, word, strict=False)) if one != two),
        len(min(part, word, key=len)),
    )
    return any(part[same + a :] == word[same + b :] for a, b in ((1, 1), (1, 0), (0, 1)))
