"""The pieces of an original's words, one by one, with what stands for each in another language.

Wagtail-localize cuts the words and keeps what was translated. A piece is a fragment of HTML with inline elements alone.
Outside, in files, it is text in which the elements of the original stand as tags and all else is just text.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from html import escape, unescape
from typing import Any

from wagtail_localize.models import StringTranslation
from wagtail_localize.segments import StringSegmentValue
from wagtail_localize.segments.extract import extract_segments
from wagtail_localize.strings import StringValue, validate_translation_links

from kb.core.models import WorkPage

#: What neither XML nor a workbook can hold.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_TAG = re.compile(r"(<[^<>]+>)")
_BREAK = "<br/>"


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of an original: where it stands (`path`), and what it and its translation say, as HTML."""

    path: str
    source: str
    target: str = ""

    @property
    def key(self) -> str:
        """Names the piece as long as its words and its place are the same."""
        return f"{self.path}#{digest(self.source)}"

    @property
    def field(self) -> str:
        """The name of the field that it belongs to."""
        return self.path.partition(".")[0]

    @property
    def text(self) -> str:
        return outside(self.source)

    @property
    def translation(self) -> str:
        return outside(self.target)


def digest(source: str) -> str:
    return hashlib.blake2b(source.encode(), digest_size=6).hexdigest()


def outside(fragment: str) -> str:
    """A fragment as text: `<b>` and `<a id="a1">` stay, a break is a new line, and `&amp;` is a sign like others."""
    parts = _TAG.split(fragment)
    return "".join(
        ("\n" if part.startswith("<br") else part) if place % 2 else unescape(" ".join(part.split("\n")))
        for place, part in enumerate(parts)
    )


def inside(text: str, source: str) -> str:
    """Text from outside as a fragment that can stand for `source`: its tags are tags, everything else is text.

    Raises `ValueError` where a link of the original is gone, is there twice, or tags do not close.
    """
    known = {tag for tag in _TAG.findall(source) if not tag.startswith("<br")}
    pattern = re.compile(f"({'|'.join(sorted(map(re.escape, known)))})") if known else None
    text = _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()
    parts = pattern.split(text) if pattern else [text]
    tags = parts[1::2]
    _demand_pairs(tags)
    links = [tag for tag in _TAG.findall(source) if tag.startswith("<a ")]
    if sorted(links) != sorted(tag for tag in tags if tag.startswith("<a ")):
        raise ValueError("links")
    fragment = "".join(
        part if place % 2 else escape(part, quote=False).replace("\n", _BREAK)
        for place, part in enumerate(parts)
    )
    found: str = StringValue.from_translated_html(fragment).data
    validate_translation_links(source, found)
    return found


def _demand_pairs(tags: Iterable[str]) -> None:
    opened: list[str] = []
    for tag in tags:
        name = tag.strip("</>").partition(" ")[0]
        if not tag.startswith("</"):
            opened.append(name)
        elif not opened or opened.pop() != name:
            raise ValueError("tags")
    if opened:
        raise ValueError("tags")


def strings(page: Any) -> list[StringSegmentValue]:
    """The pieces of a page's words that say something."""
    return [
        each
        for each in extract_segments(page)
        if isinstance(each, StringSegmentValue) and each.string.data.strip()
    ]


def of_works(pairs: Iterable[tuple[WorkPage, Any]], locale: Any) -> dict[int, list[Segment]]:
    """The pieces of originals by their ids, each once, in the order of reading. `pairs`: each original with the newest
    state of its page in the language, or None. One query.
    """
    pairs = list(pairs)
    rows = StringTranslation.objects.filter(
        locale=locale,
        context__object_id__in=[original.translation_key for original, _page in pairs],
        has_error=False,
    )
    known: dict[Any, dict[tuple[str, str], str]] = defaultdict(dict)
    for key, path, source, target in rows.values_list(
        "context__object_id", "context__path", "translation_of__data", "data"
    ):
        known[key][path, source] = target
    return {
        original.pk: _of(original, page, known.get(original.translation_key, {})) for original, page in pairs
    }


def _of(original: WorkPage, page: Any, known: Mapping[tuple[str, str], str]) -> list[Segment]:
    there = {**(written(original, page) if page is not None else {}), **known}
    places = dict.fromkeys((each.path, each.string.data) for each in strings(original))
    return [Segment(path, source, there.get((path, source), "")) for path, source in places]


def written(original: WorkPage, page: Any) -> dict[tuple[str, str], str]:
    """What a page says for the pieces of its original, whoever wrote it and wherever: by place and words of the piece.

    Only places that have as many pieces in both are told, and only where the page says something else.
    """
    ours, theirs = _by_path(strings(original)), _by_path(strings(page))
    return {
        (path, source): target
        for path, sources in ours.items()
        if len(sources) == len(theirs.get(path, ()))
        for source, target in zip(sources, theirs[path], strict=True)
        if target != source
    }


def _by_path(found: Iterable[StringSegmentValue]) -> dict[str, list[str]]:
    by_path: dict[str, list[str]] = defaultdict(list)
    for each in found:
        by_path[each.path].append(each.string.data)
    return by_path


def characters(segments: Collection[Segment]) -> int:
    """How many signs of the originals are not translated, without tags."""
    return sum(len(_TAG.sub("", each.text)) for each in segments if not each.target)
