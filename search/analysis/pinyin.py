"""Chinese as it is written in Latin letters: names and titles are found by their sound, typed with tones or without."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pypinyin import lazy_pinyin

from search.analysis.normal import simplified

_CHINESE_RUN = re.compile("[\u3400-\u9fff\U00020000-\U0003ffff]+")
_SYLLABLE = (
    "(?:er|(?:[zcs]h|[bpmfdtnlgkhjqxrzcsyw])?"
    "(?:i?ang|i?ong|uang|[ei]ng|i?ao|ian|ia|ie|iu|in|u?ai|u?an|ua|ue|ui|un|uo|ve|ei|en|ou|[aeiouv]))"
)
_PINYIN = re.compile(f"(?:{_SYLLABLE}){{2,7}}")

#: Syllables that are typed as one word: 扶贫 fupin, 黑龙江 heilongjiang, 乌鲁木齐 wulumuqi.
_FEWEST, _MOST = 2, 4


def may_be_pinyin(token: str) -> bool:
    """Whether a token can be several Chinese syllables in Latin letters."""
    return len(token) > 2 and bool(_PINYIN.fullmatch(token))


def pinyin(text: str) -> list[str]:
    """Return how neighbouring characters of a text sound, two to four together and without tones, each once."""
    found: dict[str, None] = {}
    for sound, _start, _end in sounds(text):
        found[sound] = None
        if "v" in sound:
            found[sound.replace("v", "u")] = None  # ü loses its dots like any letter, or is typed as v
    return list(found)


def sounds(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield each of these sounds, ü as v, with the place of its characters in the text."""
    if not _CHINESE_RUN.search(text):
        return
    for run in _CHINESE_RUN.finditer(simplified(text)):
        syllables = lazy_pinyin(run[0])
        if len(syllables) != len(run[0]):  # characters that nobody knows how to read
            continue
        for size in range(_FEWEST, _MOST + 1):
            for place in range(len(syllables) - size + 1):
                start = run.start() + place
                yield "".join(syllables[place : place + size]), start, start + size
