"""Find lines by the beginnings of their words, in any script, in memory. Knows nothing of works or databases.

All lines stand in one string; beside it an array of the places where words begin, in the order of what stands there. What
begins so is one stretch of that array, found by halving. So a line of sixty characters with eight words costs a few
hundred bytes, and a search some tens of microseconds for each part that is typed.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from search.queries import FIRST_UNCASED
from search.suggesting.forms import MARK

#: Characters by which places are put in order, and of a word that is compared letter by letter.
SORTED, LETTERS = 40, 16
#: Shorter words are not forgiven an error; from so many letters on two are.
FORGIVEN, TWICE = 4, 8
#: Lines in a group of which the owners are looked at.
MOST_LINES = 120
#: More than any character that stands in a line.
_END = "\U0010ffff"

_BEFORE_WORD = re.compile(f"[{MARK} ]")

Mask = NDArray[np.bool_]
Ints = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Found:
    """A line that was found: whose it is, and its language."""

    owner: str
    language: str


class Lines:
    """Lines that belong to owners (``owner``, ``group``, ``language``, form), to be found by what is typed."""

    def __init__(self, lines: Iterable[tuple[str, str, str, str]]):
        self._owners: list[str] = []
        self._languages: list[str] = []
        groups: list[str] = []
        whole: list[str] = []
        begins: list[int] = []
        places: dict[str, list[tuple[int, int]]] = defaultdict(list)
        at = 0
        for owner, group, language, marked in lines:
            text = marked.replace(MARK, "")
            for offset in _word_places(marked):
                places[text[offset]].append((at + offset, len(begins)))
            self._owners.append(owner)
            self._languages.append(language)
            groups.append(group)
            begins.append(at)
            whole.append(text)
            at += len(text) + 1
        self._whole = "\n".join(whole)
        self._begins = np.array(begins, np.int32)
        self._sizes = np.array([len(text) for text in whole], np.int32)
        self._groups, self._group_numbers = _numbered(groups)
        self._codes, self._language_numbers = _numbered(self._languages)
        starts, line_of = [], []
        for first in sorted(places):  # apart, so that other threads get their turn between two sorts
            for start, line in sorted(places.pop(first), key=self._standing):
                starts.append(start)
                line_of.append(line)
        self._starts, self._line_of = np.array(starts, np.int32), np.array(line_of, np.int32)
        self._words = _Words(self._whole, self._starts)

    def __len__(self) -> int:
        return len(self._owners)

    def find(
        self,
        parts: Sequence[str],
        groups: Iterable[str],
        language: str,
        most: int,
        *,
        forgiving: bool = False,
    ) -> dict[str, list[Found]]:
        """At most so many owners in each of the groups that have a line in which each part begins a word, best first.

        Those whose line begins so come first, then those in ``language``, then the shorter. Each owner is there once,
        with its best line. ``forgiving``: parts that are nearly so are enough.
        """
        if not parts or not len(self):
            return {group: [] for group in groups}
        mask = np.ones(len(self), bool)
        for part in reversed(parts):
            stretches = self._stretches(part, forgiving)
            mask &= self._having(stretches)
        lines, first = np.flatnonzero(mask), self._beginning(stretches)
        found = {}
        for group in groups:
            own = lines[self._group_numbers[lines] == self._groups.get(group, -1)]
            by_owner: dict[str, Found] = {}
            for line in self._best(own, first, language):
                by_owner.setdefault(self._owners[line], Found(self._owners[line], self._languages[line]))
            found[group] = list(by_owner.values())[:most]
        return found

    def _standing(self, place: tuple[int, int]) -> str:
        return self._whole[place[0] : place[0] + SORTED]

    def _stretches(self, part: str, forgiving: bool) -> list[tuple[int, int]]:
        """Stretches of the array where a word begins so, or nearly so."""
        if forgiving and _forgivable(part):
            return self._words.near(part)
        key = part[:SORTED]

        def beginning(place: int) -> str:
            return self._whole[place : place + len(key)]

        low = bisect_left(self._starts, key, key=beginning)
        high = bisect_left(self._starts, key + _END, lo=low, key=beginning)
        return [(low, high)] if high > low else []

    def _having(self, stretches: Iterable[tuple[int, int]]) -> Mask:
        mask = np.zeros(len(self), bool)
        for low, high in stretches:
            mask[self._line_of[low:high]] = True
        return mask

    def _beginning(self, stretches: Iterable[tuple[int, int]]) -> Mask:
        """Lines that begin so."""
        mask = np.zeros(len(self), bool)
        for low, high in stretches:
            lines = self._line_of[low:high]
            mask[lines[self._begins[lines] == self._starts[low:high]]] = True
        return mask

    def _best(self, lines: NDArray[np.intp], first: Mask, language: str) -> list[int]:
        own = self._codes.get(language, -1)
        cost = np.minimum(self._sizes[lines], 999)
        cost = cost + 1000 * (self._language_numbers[lines] != own) + 2000 * ~first[lines]
        if len(lines) > MOST_LINES:
            least = np.argpartition(cost, MOST_LINES)[:MOST_LINES]
            lines, cost = lines[least], cost[least]
        return [int(line) for line in lines[np.lexsort((lines, cost))]]


class _Words:
    """The words of alphabets that lines have, and where each begins in the array, to find those nearly like another."""

    def __init__(self, whole: str, starts: Ints):
        self._stretches: list[tuple[int, int]] = []
        words: list[str] = []
        for number, start in enumerate(starts.tolist()):
            word = whole[start : start + LETTERS].partition("\n")[0].partition(" ")[0]
            if len(word) < FORGIVEN - 1 or word[0] >= FIRST_UNCASED:
                continue
            if words and words[-1] == word:
                self._stretches[-1] = (self._stretches[-1][0], number + 1)
            else:
                words.append(word)
                self._stretches.append((number, number + 1))
        self._letters = np.zeros((LETTERS, len(words)), np.uint16)
        for place, word in enumerate(words):
            self._letters[: len(word), place] = [min(ord(letter), 0xFFFF) for letter in word]

    def near(self, part: str) -> list[tuple[int, int]]:
        """Where words begin that begin like ``part`` but for one error, or two in a long one: a letter more, less or
        another, or two that changed places."""
        typed = [ord(letter) for letter in part[:LETTERS]]
        allowed = 1 if len(typed) < TWICE else 2
        one, two = self._letters[0], self._letters[1]
        # Of the first two letters one is right; that leaves out most words before anything is counted.
        likely = np.flatnonzero((one == typed[0]) | (one == typed[1]) | (two == typed[0]) | (two == typed[1]))
        near = likely[beginning_distances(self._letters[:, likely], typed, allowed) <= allowed]
        return [self._stretches[number] for number in near]


def beginning_distances(letters: NDArray[np.uint16], typed: Sequence[int], allowed: int) -> NDArray[np.uint8]:
    """How many errors lie between ``typed`` and the beginning of each word; a word is a column of ``letters``."""
    *_, last = table(letters, typed, len(typed) + allowed)
    return np.minimum.reduce(last)


def table(
    letters: NDArray[np.uint16], typed: Sequence[int], width: int, *, anywhere: bool = False
) -> Iterator[list[NDArray[np.uint8]]]:
    """The classical table of errors for all words at once, a row for each letter of ``typed``.

    A row has, by the number of letters of a word, the errors between these and what was typed so far: or, with
    ``anywhere``, what ends there and begins where it fits best.
    """
    width, count = min(len(letters), width), letters.shape[1]
    row = [np.full(count, place, np.uint8) for place in range(width + 1)]
    above = row
    for number, letter in enumerate(typed, start=1):
        before, above, row = above, row, [np.full(count, 0 if anywhere else number, np.uint8)]
        for place in range(1, width + 1):
            same = letters[place - 1] == letter
            cost = np.minimum(above[place], row[place - 1]) + np.uint8(1)
            cost = np.minimum(cost, above[place - 1] + ~same)
            if number > 1 and place > 1:
                swapped = same_swapped(letters, place, typed[number - 2], letter)
                cost = np.where(swapped, np.minimum(cost, before[place - 2] + np.uint8(1)), cost)
            row.append(cost.astype(np.uint8))
        yield row


def same_swapped(letters: NDArray[np.uint16], place: int, earlier: int, letter: int) -> Mask:
    """Words that have these two letters the other way round, the second of them at ``place`` (from 1)."""
    return (letters[place - 2] == letter) & (letters[place - 1] == earlier)


def _forgivable(part: str) -> bool:
    """Only letters of an alphabet are mistyped one at a time."""
    return len(part) >= FORGIVEN and part[0] < FIRST_UNCASED and not part.isdigit()


def _word_places(marked: str) -> Iterable[int]:
    """Where words begin, in the text without its marks."""
    yield 0
    marks = 0
    for found in _BEFORE_WORD.finditer(marked):
        marks += found[0] == MARK
        yield found.end() - marks


def _numbered(values: Iterable[str]) -> tuple[dict[str, int], Ints]:
    """Values as numbers: the numbers of each, and those in order."""
    numbers: dict[str, int] = {}
    found = [numbers.setdefault(value, len(numbers)) for value in values]
    return numbers, np.array(found, np.int32)
