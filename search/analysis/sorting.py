"""Keys that put titles in the order that readers of a language expect."""

from __future__ import annotations

from functools import cache

from pypinyin import lazy_pinyin
from pyuca import Collator

from search.analysis.normal import normalise

_LONGEST = 60  # characters of a title that decide its place


@cache
def _collator() -> Collator:
    return Collator()  # reads a table of 1.5 MB, so not at import


def sort_key(title: str, language: str) -> str:
    """Return a string that sorts as the title does: Unicode collation, Chinese titles by pinyin.

    The key holds only hexadecimal digits, so every engine and database orders it alike; append an id after
    a space to order equal titles.
    """
    text = " ".join(normalise(title).split())[:_LONGEST]
    if language.partition("-")[0] == "zh":
        text = " ".join(lazy_pinyin(text))[: 2 * _LONGEST]
    return "".join(f"{weight:04x}" for weight in _collator().sort_key(text))
