"""The passages of a work, in the order of its page, as they are translated."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.db import models
from django.utils.text import capfirst
from wagtail import blocks
from wagtail.fields import StreamField
from wagtail_localize.segments import StringSegmentValue
from wagtail_localize.segments.extract import extract_segments
from wagtail_localize.strings import StringValue

from . import signs

Place = tuple[str, str]  # the path of a passage inside its page, and what it says there


@dataclass(frozen=True, slots=True)
class Segment:
    """A passage. `path`: where it is inside the page; `attrs`: the attributes of its links.

    `heading`: the field of the page; `label`: what of the field it is, with `number` where there are several.
    `limit`: how many characters it may have, None for any number; `one_line`: whether it is a single line.
    """

    path: str
    string: StringValue
    attrs: Any
    heading: str = ""
    number: int | None = None
    label: str = ""
    limit: int | None = None
    one_line: bool = False

    @property
    def place(self) -> Place:
        return self.path, str(self.string.data)

    @property
    def field(self) -> str:
        """The name of the page's field in which it stands."""
        return self.path.partition(".")[0]

    @property
    def key(self) -> str:
        """Names it in a form."""
        return sha256("\n".join(self.place).encode()).hexdigest()[:16]

    @property
    def text(self) -> str:
        """What it says, in the form in which it is typed."""
        return signs.to_text(self.string)


def of_page(page: Any) -> list[Segment]:
    """The passages of a page, those that say the same in one place once."""
    found = {segment.place: segment for segment in (_named(page, value) for value in strings(page))}
    return list(found.values())


def strings(page: Any) -> Iterator[StringSegmentValue]:
    """The passages of a page as wagtail-localize takes them out."""
    return (value for value in extract_segments(page) if isinstance(value, StringSegmentValue))


def _named(page: Any, value: StringSegmentValue) -> Segment:
    name, *rest = value.path.split(".")
    field = page._meta.get_field(name)
    heading = capfirst(str(field.verbose_name))
    given: dict[str, Any] = {"heading": heading}
    if isinstance(field, StreamField):
        stream = field.value_from_object(page)
        number, block = next((at, each) for at, each in enumerate(stream, 1) if str(each.id) == rest[0])
        child = block.block.child_blocks[rest[1]]
        given |= {"number": number, "label": str(child.label)}
        if isinstance(child, blocks.CharBlock):
            given |= {"limit": child.field.max_length, "one_line": True}
    elif isinstance(field, models.CharField):
        given |= {"limit": field.max_length, "one_line": True}
    return Segment(value.path, value.string, value.attrs or {}, **given)
