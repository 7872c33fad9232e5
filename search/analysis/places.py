"""Where the tokens of a text stand in it, written down once so that nobody has to cut the text again to mark them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, chain
from typing import NamedTuple

from search.analysis.words import analyse_spans

#: What stands for a distance of nothing: the first character that is neither a control nor a space.
_NOTHING = ord("!")
#: Distances from here on have no character: those of half a surrogate pair cannot be written.
_TOO_FAR = 0xD800 - _NOTHING


class _Distances(dict[str, int]):
    """Distances by the characters that stand for them, found out when they are first read."""

    def __missing__(self, character: str) -> int:
        found = self[character] = ord(character) - _NOTHING
        return found


_DISTANCES = _Distances()


class Placed(NamedTuple):
    """The tokens of a text with spaces between them, and where each begins and ends in the text."""

    line: str
    starts: Sequence[int]
    ends: Sequence[int]

    @property
    def tokens(self) -> list[str]:
        return self.line.split(" ") if self.line else []


def placed(text: str, language: str) -> Placed:
    """Cut a text of a language, a code of ours."""
    spans = analyse_spans(text, language)
    return Placed(
        " ".join([span.token for span in spans]),
        [span.start for span in spans],
        [span.end for span in spans],
    )


def written(found: Placed) -> str:
    """The places as one line of text, two characters a token: how far on it begins, and how long it is.

    Empty where they cannot be written so, as with a character that stands for several tokens.
    """
    bounds = list(chain.from_iterable(zip(found.starts, found.ends, strict=True)))
    distances = [after - before for before, after in zip([0, *bounds], bounds, strict=False)]
    if any(not 0 <= distance < _TOO_FAR for distance in distances):
        return ""
    return "".join([chr(_NOTHING + distance) for distance in distances])


def read(line: str, places: str) -> Placed | None:
    """The tokens of a line with their places as ``written``; None where these do not belong to it."""
    if not places or len(places) != 2 * (line.count(" ") + 1):
        return None
    bounds = list(accumulate(map(_DISTANCES.__getitem__, places)))
    return Placed(line, bounds[::2], bounds[1::2])
