"""What a match must have in each language, from what a reader typed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache

from search.analysis import (
    CHARACTERS_ARE_WORDS,
    STEMMED,
    Query,
    analyse_spans,
    bigrams,
    from_zawgyi,
    may_be_pinyin,
    parse_query,
    stem,
)
from search.analysis.words import paired

#: More words than this are cut off: each costs a clause in every field of every language.
MOST_WORDS = 24


@dataclass(frozen=True, slots=True)
class Word:
    """One thing that a match must have, analysed for one language.

    ``tokens``: one, or those of a phrase in order. ``pairs``: its character bigrams, for languages
    without spaces between words. ``stem``: by which other words of ``language`` may stand for it.
    ``sound``: how Chinese characters sound that it may stand for.
    """

    tokens: tuple[str, ...]
    pairs: tuple[str, ...] = ()
    stem: str = ""
    language: str = ""
    sound: str = ""
    #: The tokens as they stand in a line of tokens, and without any space.
    spaced: str = field(init=False, compare=False)
    run: str = field(init=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "spaced", f" {' '.join(self.tokens)} ")
        object.__setattr__(self, "run", "".join(self.tokens))


class Words(tuple[Word, ...]):
    """Words to look for in many texts. What helps with that is made once: numbers of words by the way in which each is
    looked for.

    A question that names concepts looks for a hundred words, nearly all of which are missed by their first token.
    """

    @cached_property
    def by_first(self) -> Mapping[str, Sequence[int]]:
        """Those that stand between spaces, by their first token."""
        found: dict[str, list[int]] = defaultdict(list)
        for number, word in enumerate(self):
            if not word.pairs:
                found[word.tokens[0]].append(number)
        return found

    @cached_property
    def in_runs(self) -> Sequence[int]:
        """Those of languages without spaces."""
        return [number for number, word in enumerate(self) if word.pairs]

    @cached_property
    def stemmed(self) -> Sequence[int]:
        """Those that others of the same stem may stand for."""
        return [number for number, word in enumerate(self) if word.stem]


#: A reader's question, not yet cut into words.
Question = Query


def question(text: str, *, exact: bool = False) -> Question:
    """Read what a reader typed, in Unicode where it was surely typed in Zawgyi."""
    return parse_query(from_zawgyi(text), exact=exact)


def text_of(asked: Question) -> str:
    """All words of a question without quotes."""
    return " ".join([asked.plain, *asked.quoted]).strip()


def read_as(text: str) -> str:
    """What is searched for instead of what was typed in Zawgyi; empty where that is the same."""
    found = from_zawgyi(text)
    return found if found != text else ""


@lru_cache(maxsize=512)
def parts(asked: Question) -> tuple[Question, ...]:
    """A question in the parts that are written in one script each, since a text is found by its own."""
    return asked.parts()


@lru_cache(maxsize=512)
def words(asked: Question, language: str) -> Words:
    """What a match in this language must have, each once; an empty language stands for names in any."""
    phrases = [
        Word(tuple(phrase), tuple(bigrams("".join(phrase), language))) for phrase in asked.phrases(language)
    ]
    return Words(tuple(dict.fromkeys([*unquoted(asked, language), *phrases]))[:MOST_WORDS])


@lru_cache(maxsize=512)
def unquoted(asked: Question, language: str) -> tuple[Word, ...]:
    """The words outside quotes, each once, in order; no more than ``MOST_WORDS`` either."""
    found = _plain(asked.plain, language)
    if language in STEMMED and not asked.exact:
        found = [Word(word.tokens, word.pairs, stem(word.tokens[0], language), language) for word in found]
    if language in CHARACTERS_ARE_WORDS and not asked.exact:
        found = [replace(word, sound=word.run) if may_be_pinyin(word.run) else word for word in found]
    return tuple(dict.fromkeys(found))[:MOST_WORDS]


def _plain(text: str, language: str) -> list[Word]:
    """The words outside quotes. Chinese characters that were cut off one by one stay together.

    Where its dictionary ends, ICU cuts a word into characters, and those alone are found all over.
    """
    found: list[Word] = []
    end = -1
    for (token, pairs), (_, start, stop) in zip(
        paired(text, language), analyse_spans(text, language), strict=True
    ):
        before = found[-1].tokens if found else ()
        if start == end and _is_character(token) and _is_character(before[-1]):
            joined = (*before, token)
            found[-1] = Word(joined, tuple(bigrams("".join(joined), language)))
        else:
            found.append(Word((token,), pairs))
        end = stop
    return found


def _is_character(text: str) -> bool:
    return len(text) == 1 and ("\u3400" <= text <= "\u9fff" or text >= "\U00020000")
