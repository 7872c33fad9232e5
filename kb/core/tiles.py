"""The region as a schematic of tiles, one a country. No borders are drawn."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from kb.core import cldr


@dataclass(frozen=True, slots=True)
class Tile:
    """One country: its code, its name in the reader's language, how many works it has and where they are.

    The place of a tile in the schematic is the style sheet's (`.tile-CN` …).
    """

    code: str
    name: str
    count: int
    url: str
    chosen: bool = False


def region(
    counts: Mapping[str, int], url: Callable[[str], str], chosen: str = "", language: str | None = None
) -> list[Tile]:
    """The tiles of the twelve countries in reading order."""
    return [
        Tile(code, cldr.country_name(code, language), counts.get(code, 0), url(code), code == chosen)
        for code in cldr.REGION
    ]
