"""Where the words of a question stand among the tokens of a work's texts."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from search.analysis import each_stem
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
    def _different(self) -> dict[str, None]:
        return dict.fromkeys(self.tokens.split())

    def having(self, found: Words, *, every: bool = False) -> dict[int, tuple[str, ...]]:
        """Which of the words stand here, by their numbers, and in which ways: between spaces, or in languages without
        spaces its characters, which stand there as well when the line is cut in another way.

        Others of the same stem are ways where the word itself is missing, or in any case when ``every`` way is asked for.
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
        kin = [number for number in found.stemmed if every or number not in here]
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
        return bool(word.stem) and word.stem in self._each_stem(word.language)

    def _of_stems(self, wanted: set[str], language: str) -> dict[str, list[str]]:
        """The different tokens that have one of these stems, by stem."""
        stems = self._each_stem(language)
        found: dict[str, list[str]] = {}
        if not wanted.isdisjoint(stems):
            for token, its in zip(self._different, stems, strict=True):
                if its in wanted:
                    found.setdefault(its, []).append(token)
        return found

    def _each_stem(self, language: str) -> list[str]:
        """The stems of the different tokens, in their order."""
        if language not in self._stems:
            self._stems[language] = each_stem(self._different, language)
        return self._stems[language]


class Texts:
    """The tokens of a work in one language; ``body`` has one passage a line."""

    def __init__(self, title: str, summary: str, body: str) -> None:
        self.title, self.summary, self.body = Line(title), Line(summary), Line(body)

    @property
    def lines(self) -> tuple[Line, Line, Line]:
        """Where a word stands is most often the body, so that comes first."""
        return self.body, self.summary, self.title

    def has_all(self, found: Words) -> bool:
        """Whether each of the words stands somewhere here, if there are any: most texts are told by the first that does not."""
        return bool(found) and all(any(line.has(word) for line in self.lines) for word in found)


class Match:
    """Where words stand in one language of a work."""

    def __init__(self, found: Words, texts: Texts) -> None:
        self._title, self._summary, self._body = (
            texts.title.having(found),
            texts.summary.having(found),
            texts.body.having(found),
        )
        self._passages = texts.body.tokens
        #: How many of the words there are.
        self.covered = len(self._title.keys() | self._summary.keys() | self._body.keys())

    @property
    def in_title(self) -> bool:
        return bool(self._title)

    @property
    def in_summary(self) -> bool:
        return bool(self._summary)

    @cached_property
    def passage(self) -> int | None:
        """The number of the passage with most words, if that has more of them than the summary."""
        best, most = None, len(self._summary)
        spaced = [ways for ways in self._body.values() if ways[0][0] == " "]
        runs = [ways[0] for ways in self._body.values() if ways[0][0] != " "]
        for number, tokens in enumerate(self._passages.split("\n") if self._body else ()):
            line, here = f" {tokens} ", 0
            for ways in spaced:
                here += any(way in line for way in ways) if len(ways) > 1 else ways[0] in line
            if runs:
                run = tokens.replace(" ", "")
                here += sum([way in run for way in runs])
            if here > most:
                best, most = number, here
        return best


def covered(found: Words, lines: Sequence[Line]) -> bool:
    """Whether each of the words stands in one of these lines."""
    here: set[int] = set()
    for line in lines:
        here |= line.having(found).keys()
        if len(here) == len(found):
            return True
    return False
