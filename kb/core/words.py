"""When are the words of a text the same? What readers see counts, not how an editor stored it."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any

from .text import paragraphs

_HREF = re.compile(r"""\bhref=["']([^"']*)""", re.IGNORECASE)


def fingerprint(words: Mapping[str, Any]) -> str:
    """A hash of texts, rich texts and stream field data that moves when a reader would see a difference.

    Wagtail gives blocks and paragraphs keys of their own, and new ones at every import: they do not count.
    """
    text = json.dumps(_plain(words), sort_keys=True, default=str, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return [*paragraphs(value), *_HREF.findall(value)]
    if isinstance(value, Mapping):
        is_block = "type" in value and "value" in value
        return {name: _plain(part) for name, part in value.items() if not (is_block and name == "id")}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    return value
