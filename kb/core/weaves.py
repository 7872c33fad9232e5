"""A small woven pattern for every theme, drawn from its key: the same key always gives the same cloth.

The pattern is a square of `SIZE` × `SIZE` threads, mirrored in both directions as on a loom. It takes the
colour of the text round it, so that themes differ by shape and not by colour.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from itertools import groupby

SIZE = 15  # threads in each direction; odd, so that there is one in the middle
HALF = SIZE // 2
_SHARE = (0.36, 0.62)  # of dark threads: outside of it the cloth looks empty or solid
_CHANGES = (0.34, 0.68)  # of neighbouring threads that differ: below it bars, above it a grey chequer
_MOTIFS = (
    lambda x, y, a, b: a * x + b * y,  # lozenges
    lambda x, y, a, b: max(a * x, b * y),  # frames
    lambda x, y, a, b: abs(a * x - b * y),  # crosses
    lambda x, y, a, b: a * x + (y // (b + 1)) * 2,  # chevrons
    lambda x, y, a, b: (x // (a + 1)) + (y // (b + 1)) * 2 + min(x, y),  # steps
    lambda x, y, a, b: min(a * x, b * y) + max(x, y),  # stars
    lambda x, y, a, b: x * y // (a + b) + x + y,  # hooks
)


def _threads(number: int) -> list[list[bool]]:
    """The quarter of the cloth that the mirror repeats: rows of `HALF + 1` threads from the middle outwards."""
    number, kind = divmod(number, len(_MOTIFS))
    number, second = divmod(number, len(_MOTIFS))
    number, a = divmod(number, 3)
    number, b = divmod(number, 3)
    number, repeat = divmod(number, 4)
    number, width = divmod(number, 2)
    shift = number % 7
    repeat += 3
    rows = []
    for y in range(HALF + 1):
        row = []
        for x in range(HALF + 1):
            value = _MOTIFS[kind](x, y, a + 1, b + 1) + shift
            # The border follows a motif of its own, as the edge of a cloth does.
            if max(x, y) == HALF:
                value = _MOTIFS[second](x, y, 1, 1)
            row.append(value % repeat <= width)
        rows.append(row)
    return rows


def _reads_as_cloth(rows: list[list[bool]]) -> bool:
    share = sum(map(sum, rows)) / (HALF + 1) ** 2
    across = sum(row[i] != row[i + 1] for row in rows for i in range(HALF))
    down = sum(rows[i][x] != rows[i + 1][x] for x in range(HALF + 1) for i in range(HALF))
    changes = (across + down) / (2 * HALF * (HALF + 1))
    return _SHARE[0] <= share <= _SHARE[1] and _CHANGES[0] <= changes <= _CHANGES[1]


@lru_cache(maxsize=512)
def path(key: str) -> str:
    """The upper half of the cloth of `key`, middle row included: an SVG path of strokes one thread wide."""
    for attempt in range(64):
        digest = hashlib.sha256(f"weft/{key}/{attempt}".encode()).digest()
        rows = _threads(int.from_bytes(digest[:8], "big"))
        if _reads_as_cloth(rows):
            break
    parts = []
    for line, row in enumerate(reversed(rows)):
        full = [*reversed(row), *row[1:]]
        column = 0
        for dark, run in groupby(full):
            width = len(list(run))
            if dark:
                parts.append(f"M{column} {line}h{width}")
            column += width
    return "".join(parts)


def svg(key: str) -> str:
    """The pattern as an SVG element for a page; ornament, so hidden from screen readers.

    The mirrored half repeats the same path word for word, which compression makes free.
    """
    half = path(key)
    return (
        f'<svg class="weave" viewBox="0 -.5 {SIZE} {SIZE}" aria-hidden="true" focusable="false" '
        f'shape-rendering="crispEdges" stroke="currentColor"><path d="{half}"/>'
        f'<path transform="matrix(1 0 0 -1 0 {SIZE - 1})" d="{half}"/></svg>'
    )
