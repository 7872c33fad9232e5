"""The passages of a work with their translations, as they leave in a file and come back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from wagtail_localize.strings import StringValue

from kb.translating.desk import Desk
from kb.translating.forms import mark
from kb.translating.segments import Segment


@dataclass(frozen=True, slots=True)
class Piece:
    """A passage. `key` names it as long as its words, its place and its translation are the same."""

    key: str
    label: str
    source: StringValue
    target: StringValue | None


@dataclass(frozen=True, slots=True)
class Part:
    """The passages of one work; `language`: the code of that of its original."""

    code: str
    title: str
    language: str
    pieces: Sequence[Piece]


def part(desk: Desk) -> Part:
    """A work for a file."""
    return Part(
        code=desk.original.slug,
        title=desk.title,
        language=desk.written_in.code,
        pieces=[_piece(desk, segment) for segment in desk.segments],
    )


def _piece(desk: Desk, segment: Segment) -> Piece:
    said = desk.said.get(segment.place)
    key = f"{segment.path}#{segment.key}#{was(desk, segment)}"
    return Piece(key, label(segment), segment.string, said.value if said is not None else None)


def was(desk: Desk, segment: Segment) -> str:
    """Names what the translation of a passage says; empty where there is none."""
    said = desk.said.get(segment.place)
    return mark(said.text) if said is not None else ""


def label(segment: Segment) -> str:
    """What of the work a passage is, in the reader's language."""
    parts = (segment.heading, str(segment.number or ""), segment.label)
    return " · ".join(filter(None, parts))


def characters(desk: Desk) -> int:
    """How many signs of the original are not translated."""
    return sum(
        len(segment.string.render_text()) for segment in desk.segments if segment.place not in desk.said
    )
