"""Cut text into the tokens that are indexed and searched.

Tokens depend on the text and its language alone, never on an engine: fields hold tokens joined by spaces.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache, partial
from typing import NamedTuple

from icu4py.breakers import WordBreaker

from search.analysis.normal import normalise, normalise_spans, simplified

#: Languages written without spaces, whose texts have character bigrams beside the words.
UNSPACED = frozenset({"zh", "zh-hans", "th", "lo", "km", "my"})

#: Languages in which one character can be a word that readers search for.
CHARACTERS_ARE_WORDS = frozenset({"zh", "zh-hans"})

_LONGEST = 64  # characters of a token
_LETTERS = {
    "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "ł": "l", "ø": "o", "œ": "oe", "æ": "ae", "þ": "th", "ŋ": "ng",
}  # fmt: skip
_FOLDED_LETTERS = str.maketrans(_LETTERS)
#: Accents of Latin, Greek and Cyrillic. The vowel signs and tone marks of Thai, Lao, Khmer and Burmese
#: are other characters and part of the word.
_ACCENTS = re.compile("[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]")
_GROUPED = re.compile(r"\d{1,3}(?:[.,]\d{3})+")
_UNSPACED_RUN = re.compile(
    "[\u0e01-\u0e3a\u0e40-\u0e4e]+"  # Thai
    "|[\u0e81-\u0eb9\u0ebb-\u0ecd\u0edc-\u0edf]+"  # Lao
    "|[\u1780-\u17d3\u17dd]+"  # Khmer
    "|[\u1000-\u103f\u1050-\u109f\uaa60-\uaa7f\ua9e0-\ua9ff]+"  # Burmese
    "|[\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+"  # Chinese
)


class Span(NamedTuple):
    """A token and where the text that it stands for begins and ends."""

    token: str
    start: int
    end: int


#: A text has hundreds; a named tuple's own constructor is Python, this one is not.
_span: Callable[[tuple[str, int, int]], Span] = partial(tuple.__new__, Span)


def analyse(text: str, language: str = "") -> list[str]:
    """Return the tokens of a text, in order. ``language`` is a code of ours, empty for names and codes."""
    english = language == "en"
    tokens: list[str] = []
    for segment in WordBreaker(_written_alike(text), "en"):
        tokens.extend(_tokens(segment, english)[0])
    return tokens


def analyse_spans(text: str, language: str = "") -> list[Span]:
    """Return the same tokens as `analyse`, each with its place in ``text`` as given, to mark or cut there."""
    english = language == "en"
    normal, places = normalise_spans(text)
    spans: list[Span] = []
    offset = 0
    for segment in WordBreaker(simplified(normal), "en"):
        if segment != " ":
            for token, start, end in _tokens(segment, english)[1]:
                spans.append(_span((token, offset + start, offset + end)))
        offset += len(segment)
    if isinstance(places, range):  # each character stands where it stood
        return spans
    # A character that became several stands whole inside the mark.
    return [
        _span((token, places[first], max(places[last], places[first] + 1))) for token, first, last in spans
    ]


def bigrams(text: str, language: str, *, ends: bool = False) -> list[str]:
    """Return the pairs of neighbouring characters of a text in a language without spaces, else nothing.

    They find words that were cut in another way than in the text, or in the middle. ``ends`` adds the last
    character of every run in Chinese, so that each character of a text begins one of its bigrams: a query
    of one character finds it as their prefix.
    """
    if language not in UNSPACED:
        return []
    found: list[str] = []
    for run in map(_fold, _UNSPACED_RUN.findall(_written_alike(text))):
        found += [run[place : place + 2] for place in range(len(run) - 1)]
        if ends and language in CHARACTERS_ARE_WORDS:
            found.append(run[-1])
    return found


def paired(text: str, language: str) -> list[tuple[str, tuple[str, ...]]]:
    """Return the tokens of a query, each with the bigrams by which it may be found as well.

    A query cut in mid-word leaves single characters, which have no bigram: theirs are those with the
    characters beside them.
    """
    if language not in UNSPACED:
        return [(token, ()) for token in analyse(text, language)]
    normal = _written_alike(text)
    found: list[tuple[str, tuple[str, ...]]] = []
    offset = 0
    for segment in WordBreaker(normal, "en"):
        for token, start, end in _tokens(segment, False)[1]:
            pairs = bigrams(token, language)
            if len(token) == 1:
                place = offset + start
                beside = (normal[max(0, place - 1) : place + 1], normal[place : offset + end + 1])
                pairs = [_fold(pair) for pair in beside if len(pair) == 2 and _UNSPACED_RUN.fullmatch(pair)]
            found.append((token, tuple(pairs)))
        offset += len(segment)
    return found


def fold(text: str) -> str:
    """Return a text without case, accents and needless spaces, to compare titles, names and tags."""
    return " ".join(_fold(_written_alike(text)).split())


def _written_alike(text: str) -> str:
    """Text before it is cut: dictionaries of words know simplified Chinese best."""
    return simplified(normalise(text))


def _fold(text: str) -> str:
    if text.isascii():
        return text.lower()
    text = unicodedata.normalize("NFD", text.casefold())
    text = unicodedata.normalize("NFC", _ACCENTS.sub("", text)).translate(_FOLDED_LETTERS)
    # Khmer's subscript da and ta look the same, and both are written.
    return text.replace("\u17d2\u178a", "\u17d2\u178f")


@lru_cache(maxsize=50_000)
def _tokens(segment: str, english: bool) -> tuple[tuple[str, ...], tuple[Span, ...]]:
    """Return the tokens of one segment of ICU's, and the same with their places in it."""
    spans: list[Span] = []
    if _GROUPED.fullmatch(segment):
        spans.append(Span(re.sub("[.,]", "", segment), 0, len(segment)))
    else:
        pieces = _pieces(segment)
        if len(pieces) > 1 and "." in segment and all(end - start == 1 for start, end in pieces):
            # An abbreviation: U.N., ค.ศ.
            letters = "".join(segment[start:end] for start, end in pieces)
            spans.append(Span(_fold(letters), pieces[0][0], pieces[-1][1]))
        else:
            spans.extend(Span(_word(segment[start:end], english), start, end) for start, end in pieces)
    spans = [span for span in spans if span.token]
    return tuple(span.token for span in spans), tuple(spans)


def _word(piece: str, english: bool) -> str:
    word = _fold(piece)
    if word.endswith("'s"):
        word = word[:-2]
    word = word.replace("'", "")[:_LONGEST]
    return _singular(word) if english else word


def _singular(word: str) -> str:
    """Return an English word without its plural, and any other word as it is.

    Of the demonstration's English texts that hold a word in either number, 41 % are found only thanks to
    this. No more than that is done: what a stemmer gains beyond it, it loses in words made alike.
    """
    if len(word) < 4 or not word.endswith("s") or not word.isascii() or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "xes", "sses", "oes")):
        return word[:-2]
    return word[:-1]


def _pieces(segment: str) -> list[tuple[int, int]]:
    """Return where the words of a segment are: letters, digits and marks, with apostrophes inside.

    ICU leaves ``a_b`` and ``a.b`` whole, and digits at the end of a Thai, Lao, Khmer or Burmese word.
    """
    pieces: list[tuple[int, int]] = []
    start: int | None = None
    for place, character in enumerate(segment):
        inside = _is_word(character) or (character == "'" and start is not None)
        if inside and start is not None and _script_meets_digit(segment[place - 1], character):
            pieces.append((start, place))
            start = place
        elif inside and start is None:
            start = place
        elif not inside and start is not None and not _is_decimal(segment, place):
            pieces.append((start, place))
            start = None
    if start is not None:
        pieces.append((start, len(segment)))
    return pieces


def _is_word(character: str) -> bool:
    return unicodedata.category(character)[0] in "LMN"


def _is_decimal(segment: str, place: int) -> bool:
    """Whether a point or comma stands between digits."""
    around = segment[place - 1 : place] + segment[place + 1 : place + 2]
    return segment[place] in ".," and len(around) == 2 and around.isdecimal()


def _script_meets_digit(one: str, other: str) -> bool:
    """Whether a digit stands beside a letter or sign of a script other than Latin, Greek or Cyrillic."""
    if one.isdecimal() == other.isdecimal():
        return False
    letter = other if one.isdecimal() else one
    return letter >= "\u0530" and not "\u1e00" <= letter <= "\u1fff"
