"""Cut the passage that matched out of a work's text and mark the words that were found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from search.analysis import analyse_spans, of_stems, sounds
from search.results import Piece
from search.words import Word, Words

#: Length of a snippet in characters; scripts that say more with one get by with fewer.
LENGTHS = {"zh": 90, "th": 200, "lo": 200, "km": 200, "my": 200}
USUAL_LENGTH = 240
#: More beginnings of words than this are looked for among all tokens first.
MANY = 8


@dataclass(frozen=True, slots=True)
class Match:
    """Where the words of a query stand in one language of a work."""

    passage: int | None
    in_title: bool
    in_summary: bool
    covered: int

    @property
    def any(self) -> bool:
        return self.covered > 0


def find(found: Sequence[Word], title: str, summary: str, body: str) -> Match:
    """Look for words in token strings; ``body`` has one passage a line. The passage with most words wins."""
    in_title, in_summary = _having(found, title), _having(found, summary)
    in_body = _having(found, body.replace("\n", " \n "))
    passage, most = None, len(in_summary)
    spaced = [ways for ways in in_body.values() if ways[0][0] == " "]
    runs = [ways[0] for ways in in_body.values() if ways[0][0] != " "]
    for number, tokens in enumerate(body.split("\n") if in_body else ()):
        line, here = f" {tokens} ", 0
        for ways in spaced:
            here += any(way in line for way in ways) if len(ways) > 1 else ways[0] in line
        if runs:
            run = tokens.replace(" ", "")
            here += sum([way in run for way in runs])
        if here > most:
            passage, most = number, here
    covers = len(in_title.keys() | in_summary.keys() | in_body.keys())
    return Match(passage, bool(in_title), bool(in_summary), covers)


def covered(found: Sequence[Word], *lines: str) -> bool:
    """Whether each of the words stands in one of these lines of tokens."""
    here: set[int] = set()
    for line in lines:
        here |= _having(found, line).keys()
    return len(here) == len(found)


def cut(text: str, language: str, found: Sequence[Word]) -> tuple[Piece, ...]:
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


def mark(text: str, language: str, found: Sequence[Word], tokens: str = "") -> tuple[Piece, ...]:
    """The whole text with marks. ``tokens``: those of the text where they are known, which spares analysing it."""
    if not found or (tokens and not _having(found, tokens)):
        return _pieces(text, 0, len(text), _sounding(text, found))
    return _pieces(text, 0, len(text), _spans(list(analyse_spans(text, language)), found))


def _sounding(text: str, found: Sequence[Word]) -> list[tuple[int, int]]:
    """Places of Chinese characters that were typed as they sound."""
    if not (wanted := {word.sound for word in found if word.sound}):
        return []
    places = sorted(
        (start, end) for sound, start, end in sounds(text) if wanted & {sound, sound.replace("v", "u")}
    )
    return [place for place, before in zip(places, [(0, 0), *places], strict=False) if place[0] >= before[1]]


def _having(found: Sequence[Word], tokens: str, *, every: bool = False) -> dict[int, tuple[str, ...]]:
    """Which of the words stand in a line of tokens, by their numbers, and in which ways: between spaces, or in languages
    without spaces its characters, which stand there as well when the line is cut in another way.

    Others of the same stem are ways where the word itself is missing, or in any case when ``every`` way is asked for.
    """
    if not tokens:
        return {}
    found = found if isinstance(found, Words) else Words(found)
    here: dict[int, tuple[str, ...]] = {}
    line, first = f" {tokens} ", found.by_first
    for token in first if len(first) <= MANY else first.keys() & set(tokens.split()):
        for number in first[token]:
            if found[number].spaced in line:
                here[number] = (found[number].spaced,)
    if found.in_runs:
        run = tokens.replace(" ", "")
        for number in found.in_runs:
            if found[number].run in run:
                here[number] = (found[number].run,)
    kin = [number for number in found.stemmed if every or number not in here]
    if kin:
        wanted = {found[number].stem for number in kin}
        by_stem = of_stems(tokens.split(), found[kin[0]].language, wanted)
        for number in kin:
            if ways := by_stem.get(found[number].stem):
                here[number] = tuple(f" {way} " for way in ways)
    return here


def _spans(tokens: Sequence[tuple[str, int, int]], found: Sequence[Word]) -> list[tuple[int, int]]:
    """Places to mark, in order, none overlapping another."""
    places: list[tuple[int, int]] = []
    line = " ".join([token for token, _, _ in tokens])
    for number, ways in _having(found, line, every=True).items():
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
