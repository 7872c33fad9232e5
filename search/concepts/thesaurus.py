"""A thesaurus made ready to spot its concepts in texts and questions. Pure.

A concept has names in each language (SKOS's preferred and alternative labels) and at most one broader concept. What it
is found by is its token in the index, the same in all languages.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from search.analysis import UNSPACED, analyse, bigrams
from search.words import Question, Word, unquoted, words

#: In languages without spaces a name counts where words begin and end, since it may be a part of another word; one of so
#: many characters counts wherever a word begins, because dictionaries of words cut such names in different ways.
LONG, LONG_CHINESE = 8, 4
#: What a mention counts in the parts of a text, and what all mentions together count at most.
IN_TITLE, IN_SUMMARY, IN_BODY, AT_MOST = 3, 2, 1, 6

#: What a broader concept counts that a question does not name itself.
ABOVE = 0.5


@dataclass(frozen=True, slots=True)
class Concept:
    """``names`` by language code: the preferred one first."""

    key: str
    broader: str | None
    names: Mapping[str, tuple[str, ...]]


class Spotted(NamedTuple):
    """Concepts that a run of tokens names, ``start`` and ``end`` as in a slice."""

    start: int
    end: int
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Words of a question that belong together, and the concepts that they name, if any."""

    words: tuple[Word, ...]
    concepts: tuple[str, ...] = ()


class _Names:
    """The names of one language: tokens joined as texts of that language are, and everything that one begins with."""

    def __init__(self, language: str) -> None:
        self.joint = "" if language in UNSPACED else " "
        self.long = LONG_CHINESE if language.startswith("zh") else LONG
        self.keys: dict[str, tuple[str, ...]] = {}
        self.begun: set[str] = set()
        self.words: dict[str, list[tuple[str, ...]]] = {}

    def add(self, key: str, tokens: Sequence[str]) -> None:
        name = self.joint.join(tokens)
        if key in self.keys.get(name, ()):
            return
        self.keys[name] = (*self.keys.get(name, ()), key)
        self.words.setdefault(key, []).append(tuple(tokens))
        parts = tokens if self.joint else name
        self.begun.update(self.joint.join(parts[:end]) for end in range(1, len(parts) + 1))

    def spot(self, tokens: Sequence[str]) -> list[Spotted]:
        """Names in a run of tokens, from the left, the longest of those that begin at the same place."""
        return self._by_words(tokens) if self.joint else self._by_characters(tokens)

    def _by_words(self, tokens: Sequence[str]) -> list[Spotted]:
        found: list[Spotted] = []
        begun, keys, start, count = self.begun, self.keys, 0, len(tokens)
        while start < count:
            name = tokens[start]
            best, end = None, start + 1
            while name in begun:
                if name in keys:
                    best = Spotted(start, end, keys[name])
                if end == count:
                    break
                name = f"{name} {tokens[end]}"
                end += 1
            if best:
                found.append(best)
            start = best.end if best else start + 1
        return found

    def _by_characters(self, tokens: Sequence[str]) -> list[Spotted]:
        run = "".join(tokens)
        ends: dict[int, int] = {}
        at = 0
        for number, token in enumerate(tokens, start=1):
            at += len(token)
            ends[at] = number
        found: list[Spotted] = []
        begun, keys, place, start, size = self.begun, self.keys, 0, 0, len(run)
        while start < len(tokens):
            best, stop = None, place + 1
            while stop <= size and (name := run[place:stop]) in begun:
                if name in keys and (stop in ends or len(name) >= self.long):
                    best = stop
                stop += 1
            end = start + 1
            if best:
                while best not in ends:
                    best += 1
                name = run[place:best]
                end = ends[best]
                found.append(Spotted(start, end, self._keys_of(name)))
            place += sum(map(len, tokens[start:end]))
            start = end
        return found

    def _keys_of(self, run: str) -> tuple[str, ...]:
        """Of the longest name that the run begins with; its last word may go on after it."""
        return next(self.keys[run[:end]] for end in range(len(run), 0, -1) if run[:end] in self.keys)


class Thesaurus:
    """Concepts by key, ready to be spotted in the languages of their names."""

    def __init__(self, concepts: Iterable[Concept] = ()) -> None:
        self.concepts = {concept.key: concept for concept in concepts}
        self._above = {key: tuple(self._broader(key)) for key in self.concepts}
        self._below: dict[str, list[str]] = {}
        for key, above in self._above.items():
            for broader in above:
                self._below.setdefault(broader, []).append(key)
        self._names: dict[str, _Names] = {}
        self._words: dict[tuple[str, str], tuple[Word, ...]] = {}
        for concept in self.concepts.values():
            for language, names in concept.names.items():
                into = self._names.setdefault(language, _Names(language))
                for name in names:
                    if tokens := analyse(name, language):
                        into.add(concept.key, tokens)

    def _broader(self, key: str) -> Iterator[str]:
        """All broader concepts, the nearest first; whoever edits them may have closed a circle."""
        seen = {key}
        while (broader := self.concepts[key].broader) in self.concepts and broader not in seen:
            yield broader
            seen.add(broader)
            key = broader

    def label(self, key: str, language: str) -> str:
        """The preferred name in a language, or else in any."""
        names = self.concepts[key].names
        return next(iter(names.get(language) or next(iter(names.values()))))

    def spot(self, tokens: Sequence[str], language: str) -> list[Spotted]:
        """The concepts that tokens of a text in a language name."""
        names = self._names.get(language)
        return names.spot(tokens) if names else []

    def tokens(self, texts: Iterable[tuple[str, str, str, str]]) -> str:
        """What stands in the index of a work whose texts are given as language, title, summary and body tokens.

        A concept stands there as often as it counts in the text that has most of it, and so does, less, what is
        broader.
        """
        whole: Counter[str] = Counter()
        for language, *parts in texts:
            counted: Counter[str] = Counter()
            for tokens, weight in zip(parts, (IN_TITLE, IN_SUMMARY, IN_BODY), strict=True):
                for _start, _end, keys in self.spot(tokens.split(), language):
                    for key in keys:
                        counted[key] += weight
            whole |= counted
        above: Counter[str] = Counter()
        for key, count in whole.items():
            for broader in self._above[key]:
                count = (count + 1) // 2
                above[broader] += count
        whole |= above
        return " ".join(key for key in sorted(whole) for _ in range(min(whole[key], AT_MOST)))

    def groups(self, asked: Question, language: str) -> tuple[Group, ...]:
        """The words that a match in this language must have, those together that name a concept."""
        found, plain = words(asked, language), unquoted(asked, language)
        owners = [number for number, word in enumerate(plain) for _token in word.tokens]
        grouped: dict[int, Group] = {}
        taken: set[int] = set()
        for start, end, keys in self.spot([token for word in plain for token in word.tokens], language):
            of_span = set(owners[start:end])
            if of_span.isdisjoint({*owners[:start], *owners[end:]}):  # else a word only begins to name one
                grouped[min(of_span)] = Group(tuple(plain[number] for number in sorted(of_span)), keys)
                taken |= of_span
        alone = {number: Group((word,)) for number, word in enumerate(plain) if number not in taken}
        phrases = [Group((word,)) for word in found if word not in plain]
        return (
            *(group for _number, group in sorted({**grouped, **alone}.items(), key=lambda item: item[0])),
            *phrases,
        )

    def languages(self, asked: Question, language: str, candidates: Iterable[str]) -> tuple[str, ...]:
        """The languages in which a question names concepts: its reader's where it does there, else all others."""
        if any(group.concepts for group in self.groups(asked, language)):
            return (language,)
        return tuple(code for code in candidates if any(group.concepts for group in self.groups(asked, code)))

    def named(self, asked: Question, languages: Iterable[str]) -> tuple[str, ...]:
        """The concepts that a question names in these languages, each once, in order."""
        found = [key for code in languages for group in self.groups(asked, code) for key in group.concepts]
        return tuple(dict.fromkeys(found))

    def weights(self, keys: Iterable[str]) -> dict[str, float]:
        """What concepts and those above them count when works are compared by them."""
        found: dict[str, float] = {}
        for key in keys:
            for steps, name in enumerate((key, *self._above[key])):
                found[name] = max(found.get(name, 0.0), ABOVE**steps)
        return found

    def words(self, keys: Iterable[str], language: str) -> tuple[Word, ...]:
        """The names of concepts in a language, and of those below them, to look for in its texts."""
        wanted = {below for key in keys for below in (key, *self._below.get(key, ()))}
        return tuple(word for key in sorted(wanted) for word in self._words_of(key, language))

    def _words_of(self, key: str, language: str) -> tuple[Word, ...]:
        """The names of one concept, made when they are first asked for."""
        found = self._words.get((key, language))
        if found is None:
            names = self._names.get(language)
            found = tuple(
                Word(tokens, tuple(bigrams("".join(tokens), language)))
                for tokens in (names.words.get(key, ()) if names else ())
            )
            self._words[key, language] = found
        return found
