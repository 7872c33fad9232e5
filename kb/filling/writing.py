"""Rich text as somebody writes it without an editor: empty lines between paragraphs, and a few signs.

`- ` begins a point of a list, `1. ` a numbered one; `**words**` are bold, `*words*` italic, `[words](address)` is a link.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from html.parser import HTMLParser
from itertools import count

from wagtail.rich_text import expand_db_html

from kb.core import markup

_POINT = re.compile(r"(?:(?P<bullet>[-•])|(?P<number>\d{1,3}[.)]))\s+(?P<text>.+)")
_LINK = re.compile(r"\[([^\[\]\n]+)\]\(([^\s()]+)\)")
# Between two signs stands no third, so that the end of a line is not sought from each of them.
_BOLD = re.compile(r"\*\*(?=\S)((?:[^*]|\*(?!\*))+?)(?<=\S)\*\*")
_ITALIC = re.compile(r"(?<!\*)\*(?=[^\s*])([^*]+?)(?<=\S)\*(?!\*)")


def to_html(text: str) -> str:
    """What was written, as rich text of the tags that the site allows. Tags and addresses that it does not allow,
    whoever has typed or sent them, are gone.
    """
    html = "".join(
        _block(block) for block in re.split(r"\n\s*\n", text.replace("\r\n", "\n")) if block.strip()
    )
    return markup.clean(html)


def _block(block: str) -> str:
    """A paragraph, or a list where every line is a point."""
    lines = [line.strip() for line in block.strip().split("\n")]
    points = [_POINT.fullmatch(line) for line in lines]
    if not all(points):
        return f"<p>{'<br>'.join(inline(line) for line in lines)}</p>"
    tag = "ol" if points[0] and points[0]["number"] else "ul"
    items = "".join(f"<li>{inline(point['text'])}</li>" for point in points if point)
    return f"<{tag}>{items}</{tag}>"


def inline(line: str) -> str:
    """One line of what was written, its signs as tags; whoever keeps it cleans it."""
    line = escape(line, quote=False)  # else what follows a "<" would be taken for a tag, and be gone
    line = _LINK.sub(lambda found: f'<a href="{found[2].replace(chr(34), "%22")}">{found[1]}</a>', line)
    return _ITALIC.sub(r"<i>\1</i>", _BOLD.sub(r"<b>\1</b>", line))


def to_text(html: str) -> str:
    """Rich text as somebody would write it here."""
    reader = _Reader()
    reader.feed(expand_db_html(html))
    reader.close()
    return re.sub(r"\n{3,}", "\n\n", "".join(reader.written)).strip()


class _Reader(HTMLParser):
    SIGNS = {"b": "**", "strong": "**", "i": "*", "em": "*"}

    def __init__(self) -> None:
        super().__init__()
        self.written: list[str] = []
        self.numbers: Iterator[int] | None = None
        self.address = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br":
            self.written.append("\n")
        elif tag in ("ul", "ol"):
            self.numbers = count(1) if tag == "ol" else None
        elif tag == "li":
            self.written.append(f"{next(self.numbers)}. " if self.numbers else "- ")
        elif tag == "a":
            self.address = dict(attrs).get("href") or ""
            self.written.append("[" if self.address else "")
        else:
            self.written.append(self.SIGNS.get(tag, ""))

    def handle_endtag(self, tag: str) -> None:
        if tag in ("p", "ul", "ol"):
            self.written.append("\n\n")
        elif tag == "li":
            self.written.append("\n")
        elif tag == "a" and self.address:
            self.written.append(f"]({self.address})")
            self.address = ""
        else:
            self.written.append(self.SIGNS.get(tag, ""))

    def handle_data(self, data: str) -> None:
        self.written.append(data)
