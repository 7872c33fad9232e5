"""Cut the passage that matched out of a work's text and mark the words that were found."""

from __future__ import annotations

from collections.abc import Sequence

from search.analysis import analyse_spans, sounds
from search.matching import Line
from search.results import Piece
from search.words import Words

#: Length of a snippet in characters; scripts that say more with one get by with fewer.
LENGTHS = {"zh": 90, "th": 200, "lo": 200, "km": 200, "my": 200}
USUAL_LENGTH = 240


def cut(text: str, language: str, found: Words) -> tuple[Piece, ...]:
    """A window of the text round the densest matches, with marks; its beginning when nothing matches."""
    tokens = list(analyse_spans(text, language))
    spans = _spans(tokens, found)
    length = LENGTHS.get(language.partition("-")[0], USUAL_LENGTH)
    if len(text) <= length:
        return _pieces(text, 0, len(text), spans)
    first = _best_start(text, spans, length)
    # Between words only: half a word, or a vowel without its consonant, cannot be read.
    start = max((start for _, start, _ in tokens if start <= first), default=0) if first else 0
    last = first + length
    end = len(text) if last >= len(text) else max((end for _, _, end in tokens if end <= last), default=last)
    return _pieces(text, start, end, spans)


def mark(text: str, language: str, found: Words, line: Line | None = None) -> tuple[Piece, ...]:
    """The whole text with marks. ``line``: its tokens where they are known, which spares analysing it."""
    if not found or (line is not None and line.tokens and not line.having(found)):
        return _pieces(text, 0, len(text), _sounding(text, found))
    return _pieces(text, 0, len(text), _spans(list(analyse_spans(text, language)), found))


def _sounding(text: str, found: Words) -> list[tuple[int, int]]:
    """Places of Chinese characters that were typed as they sound."""
    if not (wanted := {word.sound for word in found if word.sound}):
        return []
    places = sorted(
        (start, end) for sound, start, end in sounds(text) if wanted & {sound, sound.replace("v", "u")}
    )
    return [place for place, before in zip(places, [(0, 0), *places], strict=False) if place[0] >= before[1]]


def _spans(tokens: Sequence[tuple[str, int, int]], found: Words) -> list[tuple[int, int]]:
    """Places to mark, in order, none overlapping another."""
    places: list[tuple[int, int]] = []
    line = Line(" ".join([token for token, _, _ in tokens]))
    for number, ways in line.having(found, every=True).items():
        word = found[number]
        if len(word.tokens) == 1:
            written = {word.run} if word.pairs else {way.strip() for way in ways}
            hits = [(start, end) for token, start, end in tokens if token in written]
        else:
            hits = _phrases(tokens, word.tokens)
        places += hits or (_cut_otherwise(tokens, word.run) if word.pairs else [])
    merged: list[tuple[int, int]] = []
    for start, end in sorted(places):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _phrases(tokens: Sequence[tuple[str, int, int]], phrase: Sequence[str]) -> list[tuple[int, int]]:
    """Places of these tokens in this order."""
    size = len(phrase)
    begins = [number for number, token in enumerate(tokens) if token[0] == phrase[0]]
    return [
        (tokens[i][1], tokens[i + size - 1][2])
        for i in begins
        if tuple(token for token, _, _ in tokens[i : i + size]) == phrase
    ]


def _cut_otherwise(tokens: Sequence[tuple[str, int, int]], wanted: str) -> list[tuple[int, int]]:
    """Places where characters run over the borders of the text's tokens."""
    whole = ""
    owners: list[tuple[int, int]] = []
    for token, start, end in tokens:
        whole += token
        exact = end - start == len(token)
        owners += [(start + i, start + i + 1) if exact else (start, end) for i in range(len(token))]
    places, at = [], whole.find(wanted)
    while at >= 0:
        places.append((owners[at][0], owners[at + len(wanted) - 1][1]))
        at = whole.find(wanted, at + len(wanted))
    return places


def _best_start(text: str, spans: Sequence[tuple[int, int]], length: int) -> int:
    """Where a window of this length covers most marks, with some room before the first of them."""
    if not spans:
        return 0
    best, most = spans[0][0], 0
    for start, _ in spans:
        covered = sum(start <= other < start + length * 3 // 4 for other, _ in spans)
        if covered > most:
            best, most = start, covered
    return max(0, min(best - length // 4, len(text) - length))


def _pieces(text: str, first: int, last: int, spans: Sequence[tuple[int, int]]) -> tuple[Piece, ...]:
    pieces: list[Piece] = []
    at = first
    if first > 0:
        pieces.append(Piece("… "))
    for start, end in spans:
        start, end = max(start, first), min(end, last)
        if end <= start:
            continue
        if start > at:
            pieces.append(Piece(text[at:start]))
        pieces.append(Piece(text[start:end], marked=True))
        at = end
    if at < last:
        pieces.append(Piece(text[at:last]))
    if last < len(text):
        pieces.append(Piece(" …"))
    return tuple(pieces)
