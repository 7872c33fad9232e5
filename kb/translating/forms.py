"""The passages of one page of a translation while somebody translates them: as they stand, or as they were sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.utils.translation import gettext as _
from wagtail_localize.strings import StringValue

from kb.core import cldr

from . import signs
from .desk import Desk
from .segments import Segment

TEXT, WAS, SURE = "text", "was", "sure"  # names of controls begin so, and end with the key of a passage
#: The last field of the form. The page that asks somebody to wait, or a line that breaks, may cut passages off before it.
END = "whole"


@dataclass
class Row:
    """A passage with its translation. `now`: what is kept, or suggested; `text`: what the field holds.

    `machine`: a machine made it, and nobody has looked at it; `suggested`: it is not kept. `sure`: whether somebody says
    that it is right as it is. `problem`: why it cannot be kept; `theirs`: what somebody else has kept meanwhile.
    """

    segment: Segment
    now: str
    machine: bool
    suggested: bool
    text: str
    was: str
    sure: bool = False
    problem: str = ""
    theirs: str = ""
    value: StringValue | None = None
    first: bool = False

    @property
    def key(self) -> str:
        return self.segment.key

    @property
    def unsure(self) -> bool:
        """Whether somebody has to look at it before it counts as translated by a person."""
        return (self.machine or self.suggested) and bool(self.now)

    @property
    def lines(self) -> int:
        """How high the field is."""
        return max(2, min(12, 1 + max(len(self.segment.text), len(self.text)) // 50))


class Passages:
    """The passages of one part of a translation. `data`: what was sent, None to show what is kept."""

    def __init__(self, desk: Desk, shown: Sequence[Segment], data: Mapping[str, Any] | None = None):
        self.desk = desk
        self.rows = [self._row(segment, data) for segment in shown]
        heading = None
        for row in self.rows:
            row.first, heading = row.segment.heading != heading, row.segment.heading
        self.gone = self._gone(shown, data) if data is not None else []

    def _row(self, segment: Segment, data: Mapping[str, Any] | None) -> Row:
        said = self.desk.said.get(segment.place)
        suggestion = self.desk.suggestions.get(segment.place, "") if said is None else ""
        now = (said.text if said is not None else suggestion).strip()
        text, was, sure = now, mark(now), False
        if data is not None and f"{TEXT}-{segment.key}" in data:
            text = signs.typed(str(data[f"{TEXT}-{segment.key}"]))
            was = str(data.get(f"{WAS}-{segment.key}", ""))
            sure = f"{SURE}-{segment.key}" in data
        machine = said is not None and said.machine
        return Row(segment, now, machine, said is None and bool(suggestion), text, was, sure)

    @staticmethod
    def _gone(shown: Sequence[Segment], data: Mapping[str, Any]) -> list[str]:
        """What was typed for passages that the original has not any more."""
        known = {f"{TEXT}-{segment.key}" for segment in shown}
        texts = {name: str(value).strip() for name, value in data.items() if name.startswith(f"{TEXT}-")}
        return [
            text
            for name, text in texts.items()
            if name not in known and text and mark(text) != data.get(f"{WAS}-{name.removeprefix(f'{TEXT}-')}")
        ]

    def check(self) -> bool:
        """Whether what was sent can be kept. All of it is looked at, so that all problems are told."""
        for row in self.rows:
            changed, stale = mark(row.text) != row.was or row.sure, mark(row.now) != row.was
            if not changed:
                row.text, row.was = row.now, mark(row.now)  # whatever somebody else has kept meanwhile stands
            elif stale and row.text != row.now:
                row.theirs, row.was = row.now or "–", mark(row.now)
            elif row.text and (row.text != row.now or row.sure):
                self._read(row)
        return not self.gone and not any(row.problem or row.theirs for row in self.rows)

    @staticmethod
    def _read(row: Row) -> None:
        segment = row.segment
        text = " ".join(row.text.split()) if segment.one_line else row.text
        most = segment.limit or signs.LONGEST
        if len(text) > most:  # before it is read: what has no end takes long
            row.problem = _("This is too long: at most %(number)s characters fit here.") % {
                "number": cldr.number(most)
            }
            return
        try:
            row.value = signs.from_text(segment.string, text)
        except signs.Lost as lost:
            row.problem = str(lost)

    def typed(self) -> dict[str, StringValue | None]:
        """What is to be kept, by the keys of passages; None for what is taken away. Everything was checked."""
        found: dict[str, StringValue | None] = {}
        for row in self.rows:
            if row.value is not None:
                found[row.key] = row.value
            elif not row.text and row.now and not row.suggested:
                found[row.key] = None
        return found


def mark(text: str) -> str:
    """Names what a field held, so that of two windows the second takes nothing away from the first."""
    return sha256(text.encode()).hexdigest()[:16] if text else ""
