"""Burmese that was typed in Zawgyi, an older encoding of fonts that uses the code points of Unicode in its own way.

Zawgyi writes a syllable as it is drawn: the vowel E and the sign RA before their consonant, what is stacked as a sign
of its own, several shapes of one sign as several characters. Unicode writes it as it is spoken. The same code points
mean other things in both, so that only what cannot be Unicode, in any language of that script, tells them apart.
"""

from __future__ import annotations

import re
from itertools import groupby

_RUN = re.compile("[\u1000-\u109f\uaa60-\uaa7f\ua9e0-\ua9ff]+")
#: Some keyboards leave these between the signs of a syllable.
_UNSEEN = re.compile("[\u200b-\u200d\u2060\ufeff]")

_CONSONANTS = "\u1000-\u1021"
#: What no sound Unicode text has: E before what it belongs to, but for Mon, which has it behind an asat; a sign RA, an
#: asat or a vowel where none can stand.
_NOT_UNICODE = re.compile(
    "(?:^|[\u102b-\u1030\u1032-\u1039\u1040-\u104f])\u1031"
    f"|\u1039(?![{_CONSONANTS}\u1023-\u1027\u103f\u105a-\u105d\u1075-\u1081])"
    f"|(?:^|[\u102b-\u1032\u1036-\u1039\u1040-\u104f])\u103b(?=[{_CONSONANTS}])"
    "|\u103a[\u102b-\u102e\u1032]|[\u1090-\u1099][\u102b-\u1030\u1032\u103c-\u103e]|^\u108f"
)
#: What no Zawgyi text has: letters of other languages, E before AA, YA behind a dot below or between NGA and an asat.
_NOT_ZAWGYI = re.compile(
    "[\u1022\u1028\u1035\u1050-\u1059\u105b-\u105f\u1098-\u109f\uaa60-\uaa7f\ua9e0-\ua9ff]"
    "|\u1031(?:[\u102b-\u1030\u1032-\u1039]|$)|\u1037\u103a|\u1004\u103a\u1039"
)

_KINZI = "\u1004\u103a\u1039"
#: What the characters mean that Unicode uses otherwise; several of a row of letters stand below one before them.
_MEANINGS = {
    "\u1033": "\u102f", "\u1034": "\u1030",
    "\u1039": "\u103a", "\u103a": "\u103b", "\u107d": "\u103b",
    **dict.fromkeys("\u103b\u107e\u107f\u1080\u1081\u1082\u1083\u1084", "\u103c"),
    "\u103c": "\u103d", "\u103d": "\u103e", "\u1087": "\u103e",
    "\u1088": "\u103e\u102f", "\u1089": "\u103e\u1030", "\u108a": "\u103d\u103e",
    "\u105a": "\u102b\u103a", "\u1086": "\u103f", "\u108e": "\u102d\u1036", "\u1094": "\u1037", "\u1095": "\u1037",
    "\u1064": _KINZI, "\u108b": f"{_KINZI}\u102d", "\u108c": f"{_KINZI}\u102e", "\u108d": f"{_KINZI}\u1036",
    "\u106a": "\u1009", "\u106b": "\u100a", "\u108f": "\u1014", "\u1090": "\u101b",
    "\u106e": "\u100d\u1039\u100d", "\u106f": "\u100d\u1039\u100e", "\u1091": "\u100f\u1039\u100d",
    "\u1092": "\u100b\u1039\u100c", "\u1097": "\u100b\u1039\u100b", "\u1096": "\u1039\u1010\u103d",
    "\u104e": "\u104e\u1004\u103a\u1038",
    **{
        sign: f"\u1039{below}"
        for signs, below in [
            ("\u1060", "\u1000"), ("\u1061", "\u1001"), ("\u1062", "\u1002"), ("\u1063", "\u1003"),
            ("\u1065", "\u1005"), ("\u1066\u1067", "\u1006"), ("\u1068", "\u1007"), ("\u1069", "\u1008"),
            ("\u106c", "\u100b"), ("\u106d", "\u100c"), ("\u1070", "\u100f"), ("\u1071\u1072", "\u1010"),
            ("\u1073\u1074", "\u1011"), ("\u1075", "\u1012"), ("\u1076", "\u1013"), ("\u1077", "\u1014"),
            ("\u1078", "\u1015"), ("\u1079", "\u1016"), ("\u107a", "\u1017"), ("\u107b\u1093", "\u1018"),
            ("\u107c", "\u1019"), ("\u1085", "\u101c"),
        ]
        for sign in signs
    },
}  # fmt: skip

_RA, _E = "\u103b\u107e-\u1084", "\u1031"
_BASES = f"{_CONSONANTS}\u1023-\u102a\u103f\u106a\u106b\u106e\u106f\u1086\u108f-\u1092\u1097"
#: A syllable as it is drawn: what stands before its letter, the letter, and its signs.
_SYLLABLE = re.compile(
    f"(?P<before>[{_E}{_RA}]*)(?P<base>[{_BASES}])"
    "(?P<after>[\u102b-\u1030\u1032-\u103a\u103c-\u103e\u105a\u1060-\u1069\u106c\u106d\u1070-\u107d\u1085"
    "\u1087-\u108e\u1093-\u1096]*)"
    "|(?P<alone>[\u1040-\u104f])"
)
#: Zero and seven are drawn like WA and RA and were typed for them: a zero beside letters, a seven with a sign.
_SIGN = "\u102b-\u1030\u1032-\u103a\u103c\u103d\u1060-\u108e"
_DIGITS_FOR_LETTERS = (
    (re.compile(f"(?<=[{_CONSONANTS}{_E}{_SIGN}])\u1040(?![\u1040-\u1049])"), "\u101d"),
    (re.compile(f"(?<![\u1040-\u1049])\u1040(?=[{_CONSONANTS}{_SIGN}])"), "\u101d"),
    (re.compile(f"\u1047(?=[{_SIGN}])|(?<={_E})\u1047"), "\u101b"),
)
_AFOREMENTIONED = re.compile("[\u1044\u104e]\u1004\u1039\u1038")

#: The order of the signs of a syllable in Unicode. A letter below another keeps its place behind it.
_ORDER = "\u103b\u103c\u103d\u103e\u1031\u102d\u102e\u1032\u102f\u1030\u102b\u102c\u103a\u1036\u1037\u1038"
_PLACE = {sign: place for place, sign in enumerate(_ORDER)}
#: Letters that Burmese writes with YA and with HA. Of others, the signs were an asat and WA in Unicode.
_WITH_YA = "\u1000\u1001\u1002\u1005\u1015\u1016\u1017\u1018\u1019\u101c\u101e"
_WITH_HA = "\u1004\u1009\u100a\u100f\u1014\u1019\u101a\u101b\u101c\u101d\u1020"
#: Of these a syllable has one at most.
_ONE_OF = ("\u102d\u102e", "\u102f\u1030", "\u102b\u102c")
#: Letters that are written in two parts, a word with an asat in its middle, Unicode's own order of asat and dot below.
_JOINED = (
    (re.compile("\u1025\u102e"), "\u1026"),
    (re.compile("\u1025(?=[\u102c\u103a])"), "\u1009"),
    (re.compile("\u102f\u103a"), "\u103a\u102f"),
    (re.compile("\u103a\u1037"), "\u1037\u103a"),
)
_WHOLE = (
    (re.compile("\u101e\u103c\u1031\u102c\u103a"), "\u102a"),
    (re.compile("\u101e\u103c(?![\u1031\u102b-\u1038\u103a])"), "\u1029"),
    (re.compile("\u1005\u103b"), "\u1008"),
)


def looks_like_zawgyi(text: str) -> bool:
    """Whether something in a text cannot be Unicode in any language of the script, and nothing cannot be Zawgyi."""
    if text.isascii():
        return False
    runs = _RUN.findall(_UNSEEN.sub("", text))
    return any(map(_NOT_UNICODE.search, runs)) and not any(map(_NOT_ZAWGYI.search, runs))


def from_zawgyi(text: str) -> str:
    """Return text in Unicode if its Burmese was surely typed in Zawgyi, else the text as it is.

    Sure is what cannot be Unicode in any language of the script and becomes sound Burmese, in every word of the text.
    """
    if not looks_like_zawgyi(text):
        return text
    plain = _UNSEEN.sub("", text)
    pieces: list[str] = []
    end = 0
    for found in _RUN.finditer(plain):
        run = _run(found[0])
        if run is None:
            return text
        pieces += (plain[end : found.start()], run)
        end = found.end()
    return "".join([*pieces, plain[end:]])


def _run(run: str) -> str | None:
    """A run of letters and signs in Unicode; None where it would not be sound."""
    run = _AFOREMENTIONED.sub("\u104e", run)
    for digit, letter in _DIGITS_FOR_LETTERS:
        run = digit.sub(letter, run)
    written: list[str] = []
    end = 0
    while end < len(run):
        found = _SYLLABLE.match(run, end)
        if found is None:
            return None
        end = found.end()
        syllable = _MEANINGS.get(run[end - 1], run[end - 1]) if found["alone"] else _syllable(found)
        if syllable is None:
            return None
        written.append(syllable)
    whole = "".join(written)
    for drawn, letter in _WHOLE:
        whole = drawn.sub(letter, whole)
    return whole


def _syllable(found: re.Match[str]) -> str | None:
    base = _MEANINGS.get(found["base"], found["base"])
    signs = "".join(_MEANINGS.get(sign, sign) for sign in found["after"] + found["before"])
    kinzi, signs = (_KINZI, signs.replace(_KINZI, "")) if _KINZI in signs else ("", signs)
    below = re.search(f"\u1039[{_CONSONANTS}]", signs)
    stacked = below[0] if below else ""
    ordered = sorted(signs.replace(stacked, "") if stacked else signs, key=lambda sign: _PLACE.get(sign, 0))
    # The same sign twice looks like one.
    signs = "".join(sign for sign, _again in groupby(ordered))
    if "\u103b" in signs and base not in _WITH_YA:
        return None
    if "\u103e" in signs and "\u103b" not in signs and base not in _WITH_HA:
        return None
    if any(sign not in _PLACE for sign in signs) or any(set(one) <= set(signs) for one in _ONE_OF):
        return None
    syllable = f"{kinzi}{base}{stacked}{signs}"
    for pattern, letter in _JOINED:
        syllable = pattern.sub(letter, syllable)
    return syllable
