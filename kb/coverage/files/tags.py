"""A passage as text with tags, as tools for translators know marks: `<b>` and `<a id="a1">` stay, all else is text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape, unescape

from django.utils.translation import gettext as _
from wagtail_localize.strings import StringValue

#: What neither XML nor a workbook can hold.
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
#: Tags inside of tags. No original has as many, and what is nested without end cannot be parsed.
MOST_OPEN = 20
_TAG = re.compile(r"(<[^<>]+>)")
_BREAK = "<br/>"


def outside(fragment: str) -> str:
    """HTML as text with tags: a break is a new line, and `&amp;` is a sign like others."""
    parts = _TAG.split(fragment)
    return "".join(
        ("\n" if part.startswith("<br") else part) if place % 2 else unescape(" ".join(part.split("\n")))
        for place, part in enumerate(parts)
    )


def inside(text: str, source: str) -> str:
    """Text with tags as HTML that can stand for `source`: only tags that the source has are tags.

    Raises `ValueError` where a link of the source is gone or there twice, a tag does not close, or too many are open.
    """
    known = {tag for tag in _TAG.findall(source) if not tag.startswith("<br")}
    pattern = re.compile(f"({'|'.join(sorted(map(re.escape, known)))})") if known else None
    text = CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()
    parts = pattern.split(text) if pattern else [text]
    tags = parts[1::2]
    if not _are_paired(tags) or _links(tags) != _links(_TAG.findall(source)):
        raise ValueError(_("Keep the marks of the original: each link once, each mark closed."))
    fragment = "".join(
        part if place % 2 else escape(part, quote=False).replace("\n", _BREAK)
        for place, part in enumerate(parts)
    )
    found: str = StringValue.from_translated_html(fragment).data
    return found


def _links(tags: Iterable[str]) -> list[str]:
    return sorted(tag for tag in tags if tag.startswith("<a "))


def _are_paired(tags: Iterable[str]) -> bool:
    opened: list[str] = []
    for tag in tags:
        name = tag.strip("</>").partition(" ")[0]
        if not tag.startswith("</"):
            opened.append(name)
            if len(opened) > MOST_OPEN:
                return False
        elif not opened or opened.pop() != name:
            return False
    return not opened
