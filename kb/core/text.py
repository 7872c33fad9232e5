"""Plain text from rich text."""

from __future__ import annotations

import re
from html import unescape

from django.utils.html import strip_tags

_BREAK = re.compile(r"</(?:p|li|h[1-6]|blockquote)>|<br\s*/?>", re.IGNORECASE)


def paragraphs(html: str) -> list[str]:
    """The paragraphs and list items of rich text, without markup, none of them empty."""
    pieces = (" ".join(unescape(strip_tags(piece)).split()) for piece in _BREAK.split(str(html)))
    return [piece for piece in pieces if piece]
