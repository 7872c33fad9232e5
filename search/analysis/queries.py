"""What a reader typed: words, phrases in quotes, and the languages that its script allows.

There is no query syntax beside the quotes. Everything else is text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from search.analysis.normal import normalise
from search.analysis.words import analyse, paired

_QUOTES = re.compile('["\u201c\u201d\u201e\u201f\u00ab\u00bb\u300c\u300d\u300e\u300f\uff02]')

#: Scripts that belong to some of our languages alone.
_SCRIPTS = {
    "zh": re.compile("[\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"),
    "th": re.compile("[\u0e01-\u0e4e]"),
    "lo": re.compile("[\u0e81-\u0ece\u0edc-\u0edf]"),
    "km": re.compile("[\u1780-\u17d3\u17dd]"),
    "my": re.compile("[\u1000-\u103f\u1050-\u109f\uaa60-\uaa7f\ua9e0-\ua9ff]"),
}


_LATIN = "A-Za-z\u00c0-\u024f\u1e00-\u1eff"
_LATIN_LETTER = re.compile(f"[{_LATIN}]")
_OTHERS = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u9fff\U00020000-\U0003ffff"
#: Where Latin letters meet another script without a space between them.
_MEETING = re.compile(f"(?<=[{_LATIN}])(?=[{_OTHERS}])|(?<=[{_OTHERS}])(?=[{_LATIN}])")


@dataclass(frozen=True, slots=True)
class Query:
    """A reader's query, not yet cut into words: that depends on the language it is searched in."""

    plain: str
    quoted: tuple[str, ...]
    unclosed: bool  # a quote was opened and not closed; its text counts as plain
    exact: bool = False  # the reader wants these words and no others of the same stem

    def words(self, language: str) -> list[str]:
        """Return the tokens outside quotes, each once, in order."""
        return list(dict.fromkeys(analyse(self.plain, language)))

    def paired(self, language: str) -> list[tuple[str, tuple[str, ...]]]:
        """Return the tokens outside quotes, each once, with the bigrams that may stand for it."""
        return list(dict.fromkeys(paired(self.plain, language)))

    def parts(self) -> tuple[Query, ...]:
        """Return what is written in each script, in the order in which scripts come; often there is one.

        Latin letters are a script; digits and signs go with what they stand beside. A phrase stays whole.
        """
        plain: dict[frozenset[str], list[str]] = {}
        quoted: dict[frozenset[str], list[str]] = {}
        written: frozenset[str] = frozenset()
        for run in _runs(self.plain):
            written = _scripts_of(run) or written
            plain.setdefault(written, []).append(run)
        for phrase in self.quoted:
            quoted.setdefault(_scripts_of(phrase), []).append(phrase)
        scripts = [script for script in dict.fromkeys([*plain, *quoted]) if script]
        if len(scripts) < 2:
            return (self,)
        for by_script in (plain, quoted):
            neutral = by_script.pop(frozenset(), [])
            by_script[scripts[0]] = [*neutral, *by_script.get(scripts[0], [])]
        return tuple(
            replace(self, plain=" ".join(plain.get(script, ())), quoted=tuple(quoted.get(script, ())))
            for script in scripts
        )

    def phrases(self, language: str) -> list[list[str]]:
        """Return the tokens of each quoted phrase; they stand next to each other in what is found."""
        return [tokens for text in self.quoted if (tokens := analyse(text, language))]


def parse_query(text: str, *, exact: bool = False) -> Query:
    """Read what a reader typed."""
    parts = _QUOTES.split(text)
    unclosed = len(parts) % 2 == 0
    quoted = parts[1 : -1 if unclosed else None : 2]
    plain = parts[0::2] + (parts[-1:] if unclosed else [])
    return Query(
        " ".join(" ".join(plain).split()), tuple(part for part in quoted if part.strip()), unclosed, exact
    )


def _runs(text: str) -> list[str]:
    return _MEETING.sub(" ", normalise(text)).split()


def _scripts_of(text: str) -> frozenset[str]:
    """The languages whose own script stands in a text, or Latin; nothing for digits and signs alone."""
    own = frozenset(code for code, script in _SCRIPTS.items() if script.search(normalise(text)))
    return own or (frozenset({"latin"}) if _LATIN_LETTER.search(text) else own)


def languages_of(text: str, languages: Sequence[str]) -> list[str]:
    """Return those of ``languages`` (codes of ours) that a text in this script can be found in.

    Chinese, Thai, Lao, Khmer and Burmese writing stands in texts of that language alone; Latin letters and
    digits (names, codes, years) stand in all.
    """
    normal = normalise(text)
    written = {code for code, script in _SCRIPTS.items() if script.search(normal)}
    if not written:
        return list(languages)
    return [code for code in languages if code.partition("-")[0] in written]
