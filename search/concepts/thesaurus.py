"""A thesaurus made ready to spot its concepts in texts and questions. Pure.

A concept has names in each language (SKOS's preferred and alternative labels) and at most one broader concept. What it
is found by is its token in the index, the same in all languages.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from search.analysis import UNSPACED, analyse, bigrams
from search.concepts.hints import Hints
from search.latest import Latest
from search.words import Question, Word, unquoted, words

#: In languages without spaces a name counts where words begin and end, since it may be a part of another word; one of so
#: many characters counts wherever a word begins, because dictionaries of words cut such names in different ways.
LONG, LONG_CHINESE = 8, 4
#: What a mention counts in the parts of a text, and what all mentions together count at most.
IN_TITLE, IN_SUMMARY, IN_BODY, AT_MOST = 3, 2, 1, 6

#: What a broader concept counts that a question does not name itself.
ABOVE = 0.5
#: What hints at a concept count beside its names when a work is compared with a question: so much in a short text, and
#: the less the more words there are beside, half of it at so many, since a long text names what it is about. Tuned on
#: two thirds of the judged topics, where it is flat, and on the demonstration's long texts, where it is not.
HINT, FEW_WORDS = 0.6, 50
#: In how many parts a mention is counted; less than a quarter of one says nothing.
PARTS, FAINT = 10, 3
#: Questions, each in one language, of which is kept what they name.
MOST_ASKED = 500


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


@dataclass(frozen=True, slots=True)
class Topic:
    """What a question is about: concepts with what each counts, and which part of its words, from 0 to 1, says so."""

    weights: Mapping[str, float]
    told: float


_numbers = itertools.count()


class _Names:
    """The names of one language: tokens joined as texts of that language are, and how long those are that begin alike."""

    def __init__(self, language: str) -> None:
        self.joint = "" if language in UNSPACED else " "
        self.long = LONG_CHINESE if language.startswith("zh") else LONG
        self.keys: dict[str, tuple[str, ...]] = {}
        #: By the first word, or the first two characters: in words or characters, the longest first.
        self.sizes: dict[str, tuple[int, ...]] = {}
        self.words: dict[str, list[tuple[str, ...]]] = {}

    def add(self, key: str, tokens: Sequence[str]) -> None:
        name = self.joint.join(tokens)
        if key in self.keys.get(name, ()):
            return
        self.keys[name] = (*self.keys.get(name, ()), key)
        self.words.setdefault(key, []).append(tuple(tokens))
        begins, size = (tokens[0], len(tokens)) if self.joint else (name[:2], len(name))
        self.sizes[begins] = tuple(sorted({*self.sizes.get(begins, ()), size}, reverse=True))

    def spot(self, tokens: Sequence[str]) -> list[Spotted]:
        """Names in a run of tokens, from the left, the longest of those that begin at the same place."""
        return self._by_words(tokens) if self.joint else self._by_characters(tokens)

    def _by_words(self, tokens: Sequence[str]) -> list[Spotted]:
        found: list[Spotted] = []
        keys, sizes, start, count = self.keys, self.sizes, 0, len(tokens)
        while start < count:
            end = start + 1
            for size in sizes.get(tokens[start], ()):
                name = " ".join(tokens[start : start + size])
                if name in keys and start + size <= count:
                    end = start + size
                    found.append(Spotted(start, end, keys[name]))
                    break
            start = end
        return found

    def _by_characters(self, tokens: Sequence[str]) -> list[Spotted]:
        run = "".join(tokens)
        ends: dict[int, int] = {}
        at = 0
        for number, token in enumerate(tokens, start=1):
            at += len(token)
            ends[at] = number
        found: list[Spotted] = []
        keys, sizes, place, start, last = self.keys, self.sizes, 0, 0, len(run)
        while start < len(tokens):
            end = start + 1
            for size in (*sizes.get(run[place : place + 2], ()), *sizes.get(run[place : place + 1], ())):
                stop = place + size
                if stop <= last and run[place:stop] in keys and (stop in ends or size >= self.long):
                    name = run[place:stop]
                    while stop not in ends:  # its last word may go on after it
                        stop += 1
                    end = ends[stop]
                    found.append(Spotted(start, end, keys[name]))
                    break
            place += sum(map(len, tokens[start:end]))
            start = end
        return found


def _analysed(concept: Concept, language: str, earlier: Thesaurus | None) -> Iterable[Sequence[str]]:
    """The names of a concept in a language as tokens."""
    if earlier is not None and earlier.concepts.get(concept.key) == concept:
        return earlier._names[language].words.get(concept.key, ())
    return [tokens for name in concept.names.get(language, ()) if (tokens := analyse(name, language))]


class Thesaurus:
    """Concepts by key, ready to be spotted in the languages of their names."""

    def __init__(self, concepts: Iterable[Concept] = (), earlier: Thesaurus | None = None) -> None:
        """``earlier``: one whose analysis of names is taken over for concepts that are still the same."""
        #: Tells it from others of this process.
        self.number = next(_numbers)
        self.concepts = {concept.key: concept for concept in concepts}
        self._above = {key: tuple(self._broader(key)) for key in self.concepts}
        self._below: dict[str, list[str]] = {}
        for key, above in self._above.items():
            for broader in above:
                self._below.setdefault(broader, []).append(key)
        self._names: dict[str, _Names] = {}
        self._words: dict[tuple[str, str], tuple[Word, ...]] = {}
        self._hints_of: dict[str, Hints] = {}
        self._groups: Latest[tuple[Group, ...]] = Latest(MOST_ASKED)
        for language in list(earlier._names) if earlier is not None else ():  # another thread may add one
            self._names[language] = self._read(language, earlier)

    def _in(self, language: str) -> _Names:
        """The names of a language, made ready when they are first asked for: most processes need few languages."""
        names = self._names.get(language)
        if names is None:
            names = self._names[language] = self._read(language)
        return names

    def _read(self, language: str, earlier: Thesaurus | None = None) -> _Names:
        names = _Names(language)
        for concept in self.concepts.values():
            for tokens in _analysed(concept, language, earlier):
                names.add(concept.key, tokens)
        return names

    def prepare(self, language: str) -> None:
        """Make ready what a question in a language needs: a sixth of a second that its first reader would wait."""
        self._hints(language)

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
        return self._in(language).spot(tokens)

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

    def about(self, texts: Iterable[tuple[str, str, str, str]], named: str) -> dict[str, int]:
        """How far a work is about each concept, in tenths of a mention: what it names (its ``tokens``), and what its
        words hint at."""
        whole: dict[str, float] = dict(Counter(named.split()))
        hinted: dict[str, float] = {}
        for language, *parts in texts:
            for key, share in self._hinted_in(language, parts).items():
                hinted[key] = max(hinted.get(key, 0.0), share)
        for key, share in hinted.items():
            whole[key] = whole.get(key, 0.0) + HINT * share
        return {key: tenths for key, count in whole.items() if (tenths := round(PARTS * count)) >= FAINT}

    def _hinted_in(self, language: str, parts: Sequence[str]) -> dict[str, float]:
        """What the words of a text hint at; ``parts``: title, summary and body as tokens."""
        counted: Counter[str] = Counter()
        for tokens, weight in zip(parts, (IN_TITLE, IN_SUMMARY, IN_BODY), strict=True):
            for token, count in Counter(tokens.split()).items():
                counted[token] += weight * count
        found: dict[str, float] = {}
        hints = self._hints(language)
        part = FEW_WORDS / (FEW_WORDS + counted.total())
        for token, weight in counted.items():
            for key, share in hints.of(token).items():
                found[key] = found.get(key, 0.0) + part * weight * share
        return self._with_broader(found)

    def _with_broader(self, found: Mapping[str, float]) -> dict[str, float]:
        whole = dict(found)
        for key, share in found.items():
            for broader in self._above[key]:
                share *= ABOVE
                whole[broader] = whole.get(broader, 0.0) + share
        return whole

    def _hints(self, language: str) -> Hints:
        """Made when they are first asked for."""
        if language not in self._hints_of:
            self._hints_of[language] = Hints(language, self._in(language).words)
        return self._hints_of[language]

    def groups(self, asked: Question, language: str) -> tuple[Group, ...]:
        """The words that a match in this language must have, those together that name a concept.

        Found out once for a question, which is asked again with other facets, and several times by each answer.
        """
        return self._groups.of((asked, language), lambda: self._grouped(asked, language))

    def _grouped(self, asked: Question, language: str) -> tuple[Group, ...]:
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

    def topic(self, keys: Iterable[str], asked: Question, languages: Iterable[str]) -> Topic:
        """What a question is about by the concepts that it names, ``keys``, and what its words hint at in these languages."""
        own, told = dict.fromkeys(keys, 1.0), 0.0
        for code in languages:
            hints, shares = self._hints(code), []
            for group in self.groups(asked, code):
                if group.concepts:  # they are among the keys
                    shares += [1.0] * len(group.words)
                    continue
                found = hints.of_all(token for word in group.words for token in word.tokens)
                for key, share in found.items():
                    own[key] = max(own.get(key, 0.0), share)
                shares += [max(found.values(), default=0.0)] * len(group.words)
            told = max(told, sum(shares) / len(shares)) if shares else told
        weights: dict[str, float] = {}
        for key, weight in own.items():
            for steps, name in enumerate((key, *self._above[key])):
                weights[name] = max(weights.get(name, 0.0), weight * ABOVE**steps)
        return Topic(weights, told)

    def words(self, keys: Iterable[str], language: str) -> tuple[Word, ...]:
        """The names of concepts in a language, and of those below them, to look for in its texts."""
        wanted = {below for key in keys for below in (key, *self._below.get(key, ()))}
        return tuple(word for key in sorted(wanted) for word in self._words_of(key, language))

    def _words_of(self, key: str, language: str) -> tuple[Word, ...]:
        """The names of one concept, made when they are first asked for."""
        found = self._words.get((key, language))
        if found is None:
            found = tuple(
                Word(tokens, tuple(bigrams("".join(tokens), language)))
                for tokens in self._in(language).words.get(key, ())
            )
            self._words[key, language] = found
        return found
