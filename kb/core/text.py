"""Plain text from rich text, and on one line."""

from __future__ import annotations

import re
from html import unescape

from django.utils.html import strip_tags

# Control characters, and what ends a line or a paragraph; spaces around them go with them.
_CONTROL = re.compile(r"\s*[\x00-\x1f\x7f-\x9f\u2028\u2029][\s\x00-\x1f\x7f-\x9f\u2028\u2029]*")
_BREAK = re.compile(r"</(?:p|li|h[1-6]|blockquote)>|<br\s*/?>", re.IGNORECASE)


def paragraphs(html: str) -> list[str]:
    """The paragraphs and list items of rich text, without markup, none of them empty."""
    pieces = (" ".join(unescape(strip_tags(piece)).split()) for piece in _BREAK.split(str(html)))
    return [piece for piece in pieces if piece]


def one_line(text: str) -> str:
    """The text with a space for line breaks and control characters; joiners inside words stay."""
    return _CONTROL.sub(" ", text).strip() if _CONTROL.search(text) else text
