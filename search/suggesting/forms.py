"""Titles and names as they are compared with what somebody types: folded, with the places where words begin."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from pypinyin import lazy_pinyin

from search.analysis import CHARACTERS_ARE_WORDS, analyse_spans

#: Stands where a word begins in a script without spaces; what is typed there has none.
MARK = "\x1f"
#: More characters of a line than this are not looked at.
LONGEST = 300

_CHINESE = re.compile("[\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_RUN_TOGETHER = re.compile(
    f"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\ua9e0-\ua9ff\uaa60-\uaa7f{_CHINESE.pattern[1:]}"
)


def run_together(token: str) -> bool:
    """Whether a token is of a script without spaces between words."""
    return bool(_RUN_TOGETHER.match(token))


def form(text: str) -> str:
    """The words of a text with a space before each, or ``MARK`` where its script has no spaces.

    Spaces between words of such a script go: readers of Khmer set them in one place, writers in another.
    """
    pieces: list[str] = []
    before = ""
    for token, _, _ in analyse_spans(text[:LONGEST]):
        together = _RUN_TOGETHER.match(token) and _RUN_TOGETHER.match(before[-1:])
        pieces += [MARK if together else " ", token]
        before = token
    return "".join(pieces[1:])


# A rebuild writes works anew that say the same, and those of the last minute are read again and again.
@lru_cache(maxsize=8_192)
def forms(text: str, language: str) -> tuple[str, ...]:
    """The forms by which a title or name is found: as it is written, and Chinese as it is spoken."""
    return tuple(_forms(text, language))


def _forms(text: str, language: str) -> Iterator[str]:
    if written := form(text):
        yield written
    if language in CHARACTERS_ARE_WORDS and _CHINESE.search(text):
        syllables = lazy_pinyin(text[:LONGEST])
        # Between the syllables stands whatever else there was.
        spoken = MARK.join(
            filter(None, (each if each.isalpha() and each.isascii() else form(each) for each in syllables))
        )
        spoken = spoken.lower()
        yield spoken
        if "v" in spoken:  # how a keyboard writes ü
            yield spoken.replace("v", "u")


def parts(typed: str) -> tuple[str, ...]:
    """What is typed, in parts that each have to begin a word; the last may be the beginning of one."""
    return tuple(form(typed).replace(MARK, "").split())


def enough(typed: str) -> bool:
    """Whether so much was typed that suggestions help: two characters, or one that is Chinese."""
    found = "".join(parts(typed))
    return len(found) > 1 or bool(_CHINESE.match(found))
