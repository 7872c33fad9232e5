"""Cut the passage that matched out of a work's text and mark the words that were found."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from search.analysis import Placed, each_stem, placed, sounds
from search.results import Piece
from search.words import Word, Words

#: Length of a snippet in characters; scripts that say more with one get by with fewer.
LENGTHS = {"zh": 90, "th": 200, "lo": 200, "km": 200, "my": 200}
USUAL_LENGTH = 240


def cut(text: str, language: str, found: Words, tokens: Placed | None = None) -> tuple[Piece, ...]:
    """A window of the text round the densest matches, with marks; its beginning when nothing matches.

    ``tokens``: those of the text where they are known, which spares cutting it into words.
    """
    tokens = tokens or placed(text, language)
    spans = _spans(tokens, found)
    length = LENGTHS.get(language.partition("-")[0], USUAL_LENGTH)
    if len(text) <= length:
        return _pieces(text, 0, len(text), spans)
    first = _best_start(text, spans, length)
    # Between words only: half a word, or a vowel without its consonant, cannot be read.
    before = bisect_right(tokens.starts, first) if first else 0
    start = tokens.starts[before - 1] if before else 0
    last = first + length
    whole = bisect_right(tokens.ends, last)
    end = len(text) if last >= len(text) else tokens.ends[whole - 1] if whole else last
    return _pieces(text, start, end, spans)


def mark(text: str, language: str, found: Words, tokens: Placed | None = None) -> tuple[Piece, ...]:
    """The whole text with marks; ``tokens`` as above."""
    if not found:
        return _pieces(text, 0, len(text), ())
    spans = _spans(tokens or placed(text, language), found)
    return _pieces(text, 0, len(text), spans or _sounding(text, found))


def _sounding(text: str, found: Words) -> list[tuple[int, int]]:
    """Places of Chinese characters that were typed as they sound."""
    if not (wanted := {word.sound for word in found if word.sound}):
        return []
    places = sorted(
        (start, end) for sound, start, end in sounds(text) if wanted & {sound, sound.replace("v", "u")}
    )
    return [place for place, before in zip(places, [(0, 0), *places], strict=False) if place[0] >= before[1]]


def _spans(text: Placed, found: Words) -> list[tuple[int, int]]:
    """Places to mark, in order, none overlapping another."""
    tokens = text.tokens
    hits = _spaced(text, tokens, found) if found.by_first else []
    if found.stemmed:
        stems = each_stem(tokens, found[found.stemmed[0]].language)
        wanted = {found[number].stem for number in found.stemmed}
        hits += [(text.starts[i], text.ends[i]) for i, stem in enumerate(stems) if stem in wanted]
    if found.in_runs:
        hits += _unspaced(text, tokens, [found[number] for number in found.in_runs])
    merged: list[tuple[int, int]] = []
    for start, end in sorted(hits):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _spaced(text: Placed, tokens: Sequence[str], found: Words) -> list[tuple[int, int]]:
    """Places of words that stand between spaces, and of phrases of them."""
    firsts = found.by_first
    hits = []
    for begin in [number for number, token in enumerate(tokens) if token in firsts]:
        for number in firsts[tokens[begin]]:
            phrase = found[number].tokens
            end = begin + len(phrase)
            if len(phrase) == 1 or tuple(tokens[begin:end]) == phrase:
                hits.append((text.starts[begin], text.ends[end - 1]))
    return hits


def _unspaced(text: Placed, tokens: Sequence[str], found: Sequence[Word]) -> list[tuple[int, int]]:
    """Places of words of languages without spaces: those of the same tokens, else wherever the characters stand."""
    run = "".join(tokens)
    owners: list[tuple[int, int]] = []
    hits: list[tuple[int, int]] = []
    for word in found:
        if word.run not in run:
            continue
        size, phrase = len(word.tokens), list(word.tokens)
        begins = [number for number, token in enumerate(tokens) if token == phrase[0]]
        whole = [number for number in begins if size == 1 or tokens[number : number + size] == phrase]
        if whole:
            hits += [(text.starts[number], text.ends[number + size - 1]) for number in whole]
            continue
        owners = owners or _owners(text, tokens)
        at = run.find(word.run)
        while at >= 0:
            hits.append((owners[at][0], owners[at + len(word.run) - 1][1]))
            at = run.find(word.run, at + len(word.run))
    return hits


def _owners(text: Placed, tokens: Sequence[str]) -> list[tuple[int, int]]:
    """For each character of the tokens the place in the text that it stands for."""
    owners: list[tuple[int, int]] = []
    for token, start, end in zip(tokens, text.starts, text.ends, strict=True):
        exact = end - start == len(token)
        owners += [(start + i, start + i + 1) if exact else (start, end) for i in range(len(token))]
    return owners


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
