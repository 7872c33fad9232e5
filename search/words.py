"""What a match must have in each language, from what a reader typed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from search.analysis import Query, bigrams, parse_query

#: More words than this are cut off: each costs a clause in every field of every language.
MOST_WORDS = 24

#: Zawgyi writes the vowel sign E before its consonant and has its killer at a place of its own.
_ZAWGYI = re.compile(
    "(?:^|[^\u1000-\u102a\u103b-\u103f\u104e\u1050-\u1097\uaa60-\uaa7f])\u1031|\u1039(?![\u1000-\u1021])"
)


@dataclass(frozen=True, slots=True)
class Word:
    """One thing that a match must have, analysed for one language.

    ``tokens``: one, or those of a phrase in order. ``pairs``: its character bigrams, for languages
    without spaces between words.
    """

    tokens: tuple[str, ...]
    pairs: tuple[str, ...] = ()


#: A reader's question, not yet cut into words.
Question = Query
question = parse_query


def text_of(asked: Question) -> str:
    """All words of a question without quotes."""
    return " ".join([asked.plain, *asked.quoted]).strip()


@lru_cache(maxsize=512)
def words(asked: Question, language: str) -> tuple[Word, ...]:
    """What a match in this language must have, each once; an empty language stands for names in any."""
    found = [Word((token,), pairs) for token, pairs in asked.paired(language)]
    found += [
        Word(tuple(phrase), tuple(bigrams("".join(phrase), language))) for phrase in asked.phrases(language)
    ]
    return tuple(dict.fromkeys(found))[:MOST_WORDS]


def looks_like_zawgyi(text: str) -> bool:
    """Whether Burmese was typed with a font's own encoding instead of Unicode."""
    return bool(_ZAWGYI.search(text))
