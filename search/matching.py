"""Where the words of a question stand among the tokens of a work's texts."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from functools import cached_property
from itertools import repeat
from operator import add

from search.analysis import SUFFIXED, each_stem
from search.words import Word, Words

#: More beginnings of words than this are looked for among all tokens at once.
MANY = 8


class Line:
    """Tokens of a text with spaces between them, passages parted by ``\\n``.

    What helps to look for words among them is made when it is first needed: several sets of words are looked for in
    the same text.
    """

    def __init__(self, tokens: str) -> None:
        self.tokens = tokens
        self._stems: dict[str, list[str]] = {}

    @cached_property
    def spaced(self) -> str:
        """With a space on both sides of each."""
        return f" {self.tokens} ".replace("\n", " \n ")

    @cached_property
    def run(self) -> str:
        """Without any space."""
        return self.tokens.replace(" ", "")

    @cached_property
    def passages(self) -> list[str]:
        """Each with a space on both sides of its tokens."""
        return self.spaced.split("\n")

    @cached_property
    def passages_in_runs(self) -> list[str]:
        """Each without any space."""
        return self.run.split("\n")

    @cached_property
    def _different(self) -> dict[str, None]:
        return dict.fromkeys(self.tokens.split())

    def having(self, found: Words) -> dict[int, tuple[str, ...]]:
        """Which of the words stand here, by their numbers, and in which ways: between spaces, or in languages without
        spaces its characters, which stand there as well when the line is cut in another way.

        Others of the same stem are ways where the word itself is missing.
        """
        if not self.tokens:
            return {}
        here: dict[int, tuple[str, ...]] = {}
        first = found.by_first
        for token in first if len(first) <= MANY else first.keys() & self._different.keys():
            for number in first[token]:
                if found[number].spaced in self.spaced:
                    here[number] = (found[number].spaced,)
        for number in found.in_runs:
            if found[number].run in self.run:
                here[number] = (found[number].run,)
        kin = [number for number in found.stemmed if number not in here]
        if kin:
            by_stem = self._of_stems({found[number].stem for number in kin}, found[kin[0]].language)
            for number in kin:
                if ways := by_stem.get(found[number].stem):
                    here[number] = tuple(f" {way} " for way in ways)
        return here

    def has(self, word: Word) -> bool:
        """Whether a word, or another of the same stem, stands here."""
        if word.run in self.run if word.pairs else word.spaced in self.spaced:
            return True
        return bool(word.stem) and bool(self._of_stems({word.stem}, word.language))

    def _of_stems(self, wanted: set[str], language: str) -> dict[str, list[str]]:
        """The different tokens that have one of these stems, by stem."""
        tokens, stems = (
            self._each_stem(language) if language not in SUFFIXED else self._beginning(wanted, language)
        )
        found: dict[str, list[str]] = {}
        if not wanted.isdisjoint(stems):
            for token, its in zip(tokens, stems, strict=True):
                if its in wanted:
                    found.setdefault(its, []).append(token)
        return found

    def _each_stem(self, language: str) -> tuple[Collection[str], list[str]]:
        """The different tokens and their stems."""
        if language not in self._stems:
            self._stems[language] = each_stem(self._different, language)
        return self._different, self._stems[language]

    def _beginning(self, wanted: set[str], language: str) -> tuple[Collection[str], list[str]]:
        """The same of those tokens that may have such a stem by their first letter, which takes a third of the time."""
        letters = "".join(sorted({stem[0] for stem in wanted}))
        tokens = dict.fromkeys(re.findall(f" ([{letters}][^ ]*)", self.spaced))
        return tokens, each_stem(tokens, language)


class Texts:
    """The tokens of a work in one language; ``body`` has one passage a line."""

    def __init__(self, title: str, summary: str, body: str) -> None:
        self.title, self.summary, self.body = Line(title), Line(summary), Line(body)

    @property
    def lines(self) -> tuple[Line, Line, Line]:
        """Where a word stands is most often the body, so that comes first."""
        return self.body, self.summary, self.title

    def has_all(self, found: Words) -> bool:
        """Whether each of the words stands somewhere here, if there are any."""
        return bool(found) and covered(found, self.lines)


class Match:
    """Where words stand in one language of a work."""

    def __init__(self, found: Words, texts: Texts) -> None:
        self._title, self._summary, self._body = (
            texts.title.having(found),
            texts.summary.having(found),
            texts.body.having(found),
        )
        self._texts = texts
        #: The numbers of the words that there are.
        self.here = self._title.keys() | self._summary.keys() | self._body.keys()

    @property
    def in_title(self) -> bool:
        return bool(self._title)

    @property
    def in_summary(self) -> bool:
        return bool(self._summary)

    @cached_property
    def passage(self) -> int | None:
        """The number of the passage with most words, if that has more of them than the summary."""
        counts: list[int] = []
        for way, *others in self._body.values():
            passages = self._texts.body.passages if way[0] == " " else self._texts.body.passages_in_runs
            here = [way in passage for passage in passages]
            for other in others:
                here = [known or other in passage for known, passage in zip(here, passages, strict=True)]
            counts = list(map(add, counts or repeat(0), here))
        most = max(counts, default=0)
        return counts.index(most) if most > len(self._summary) else None


def covered(found: Words, lines: Sequence[Line]) -> bool:
    """Whether each of the words stands in one of these lines: most are told by the first that does not."""
    return all(any(line.has(word) for line in lines) for word in found)
