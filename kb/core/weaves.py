"""A small woven motif for every theme, drawn from its key: the same key always gives the same cloth.

The motif is a square of `SIZE` × `SIZE` threads, mirrored in both directions as on a loom: bold blocks of two
threads inside an edge of single ones, so that it is still told apart at 24 pixels. It takes the colour of the
text round it, so that themes differ by shape and not by colour.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache, reduce
from itertools import count, groupby
from operator import xor

SIZE = 15  # threads in each direction; odd, so that there is one in the middle
HALF = SIZE // 2
BLOCKS = 4  # of two threads in each direction, from the middle outwards
_SHARE = (0.33, 0.67)  # of dark threads inside the edge: outside of it the cloth looks empty or solid
_CHANGES = (18, 40)  # neighbouring threads that differ: below it a blot, above it a grey chequer
# Four edges, by the place of a thread along them: teeth, broken, whole, long stitches.
_EDGES = (
    lambda place: place % 2 == 0,
    lambda place: place // 2 % 2 == 0,
    lambda place: True,
    lambda place: place % 3 != 1,
)
# Of many words tried, the one whose cloths of our vocabulary differ most.
_LOOM = "weft 5206"


def _far_apart(blocks: int) -> bool:
    """Whether a motif belongs to the set of which any two differ in four blocks or more (a Hamming code)."""
    dark = [number for number in range(BLOCKS**2) if blocks >> number & 1]
    return len(dark) % 2 == 0 and reduce(xor, dark, 0) == 0


def _threads(blocks: int, edge: int) -> list[list[bool]]:
    """The quarter of the cloth that the mirror repeats: rows of `HALF + 1` threads from the middle outwards."""
    inner = [
        [bool(blocks >> (y + 1) // 2 * BLOCKS + (x + 1) // 2 & 1) for x in range(HALF)] for y in range(HALF)
    ]
    rim = [_EDGES[edge](place) for place in range(HALF)]
    corner = _EDGES[edge](HALF)
    return [*([*row, rim[y]] for y, row in enumerate(inner)), [*rim, corner]]


def _reads_as_cloth(rows: list[list[bool]]) -> bool:
    inner = [row[:HALF] for row in rows[:HALF]]
    share = sum(map(sum, inner)) / HALF**2
    across = sum(row[i] != row[i + 1] for row in inner for i in range(HALF - 1))
    down = sum(inner[i][x] != inner[i + 1][x] for x in range(HALF) for i in range(HALF - 1))
    return _SHARE[0] <= share <= _SHARE[1] and _CHANGES[0] <= across + down <= _CHANGES[1]


def _quarter(key: str) -> list[list[bool]]:
    for attempt in count():
        digest = hashlib.sha256(f"{_LOOM}/{key}/{attempt}".encode()).digest()
        number = int.from_bytes(digest[:4], "big")
        blocks = number % 2 ** (BLOCKS**2)
        if _far_apart(blocks) and _reads_as_cloth(rows := _threads(blocks, number // 2**16 % len(_EDGES))):
            return rows
    raise AssertionError("unreachable: one in sixty attempts reads as cloth")


def cloth(key: str) -> list[list[bool]]:
    """Every thread of the cloth of `key`, row by row: true where it is dark."""
    half = [[*reversed(row), *row[1:]] for row in _quarter(key)]
    return [*reversed(half), *half[1:]]


@lru_cache(maxsize=512)
def path(key: str) -> str:
    """The upper half of the cloth of `key`, middle row included: an SVG path of strokes one thread wide."""
    parts = []
    for line, row in enumerate(cloth(key)[: HALF + 1]):
        column = 0
        for dark, run in groupby(row):
            width = len(list(run))
            if dark:
                parts.append(f"M{column} {line}h{width}")
            column += width
    return "".join(parts)


def _drawing(key: str) -> str:
    """Both halves; the mirrored one repeats the same path word for word, which compression makes free."""
    half = path(key)
    return f'<path d="{half}"/><path transform="matrix(1 0 0 -1 0 {SIZE - 1})" d="{half}"/>'


def svg(key: str) -> str:
    """The motif as an SVG element for a page; ornament, so hidden from screen readers."""
    return (
        f'<svg class="weave" viewBox="0 -.5 {SIZE} {SIZE}" aria-hidden="true" focusable="false" '
        f'shape-rendering="crispEdges" stroke="currentColor">{_drawing(key)}</svg>'
    )


def band(key: str) -> str:
    """The motif repeated along the width of a page, for the cover of a work; once on a page.

    Two threads stay free between the motifs. The drawing is three pixels a thread, so that it stays sharp.
    """
    step = SIZE + 2
    return (
        '<svg class="weave-band" aria-hidden="true" focusable="false" width="100%" '
        f'height="{SIZE * 3}" shape-rendering="crispEdges" stroke="currentColor"><defs>'
        f'<pattern id="weave-band" width="{step * 3}" height="{SIZE * 3}" patternUnits="userSpaceOnUse">'
        f'<g transform="matrix(3 0 0 3 0 1.5)">{_drawing(key)}</g></pattern></defs>'
        f'<rect width="100%" height="{SIZE * 3}" stroke="none" fill="url(#weave-band)"/></svg>'
    )
