"""The table: a line for each thing that was measured, with its target and whether it is met."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Target:
    """What a value should be: at most, or at least, so much of a unit."""

    bound: float
    at_least: bool = False

    def met(self, value: float) -> bool:
        return value >= self.bound if self.at_least else value <= self.bound


@dataclass(frozen=True, slots=True)
class Row:
    """One line. ``values``: what was found, judged one by one; ``unit`` stands behind each.

    ``reference``: what the value is compared with, by name. Without a target a line only tells.
    """

    what: str
    reference: str
    values: tuple[float, ...]
    unit: str = "×"
    target: Target | None = None
    note: str = ""

    @property
    def met(self) -> bool:
        return self.target is None or all(map(self.target.met, self.values))

    def cells(self) -> tuple[str, str, str, str, str]:
        found = " · ".join(map(number, self.values)) + f" {self.unit}"
        if self.target is None:
            return self.what, self.reference, found, "", self.note
        side = "≥" if self.target.at_least else "≤"
        wanted = f"{side} {number(self.target.bound)} {self.unit}"
        verdict = "met" if self.met else "**missed**"
        return self.what, self.reference, found, wanted, f"{verdict}. {self.note}" if self.note else verdict


HEADS = ("What", "Compared with", "Found", "Target", "")


def number(value: float) -> str:
    """Three digits that matter."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def markdown(rows: Iterable[Row]) -> str:
    """The table as Markdown, with columns that stand under each other."""
    lines = [HEADS, *(row.cells() for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEADS))]
    rule = tuple("-" * max(3, width) for width in widths)
    return "\n".join(
        f"| {' | '.join(cell.ljust(width) for cell, width in zip(line, widths, strict=True))} |"
        for line in (lines[0], rule, *lines[1:])
    )
