"""What words of a language have in common that mean nearly the same: irrigated, irrigation; pertanian, petani."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib.metadata import version
from threading import Lock

import snowballstemmer

#: Snowball's stemmers of our languages. Malay has none; it forms words as Indonesian does, and so the two meet.
_ALGORITHMS = {"en": "english", "id": "indonesian", "ms": "indonesian"}

#: Languages whose words have stems.
STEMMED = frozenset(_ALGORITHMS)

#: Those of them whose stemmer takes endings away alone, so that a word begins with the letter that its stem begins with.
SUFFIXED = frozenset({"en"})

#: Another release may find other stems; what was indexed under it is made anew.
STEMMER = f"snowball{version('snowballstemmer')}"

_MOST_KNOWN = 30_000


class _Stems(dict[str, str]):
    """Stems by token, found out when they are first asked for. A rebuild asks for each word of each text."""

    def __init__(self, algorithm: str) -> None:
        self._stemmer = snowballstemmer.stemmer(algorithm)
        self._guard = Lock()  # a stemmer keeps the word that it works on

    def __missing__(self, token: str) -> str:
        found = ""
        if len(token) > 1 and token.isascii() and token.isalpha():
            with self._guard:
                found = self._stemmer.stemWord(token)
        if len(self) >= _MOST_KNOWN:
            self.clear()
        self[token] = found
        return found


@cache
def _known(algorithm: str) -> _Stems:
    return _Stems(algorithm)


def stem(token: str, language: str) -> str:
    """Return the stem of a token of a language in ``STEMMED``; empty for numbers, codes and other scripts."""
    return _known(_ALGORITHMS[language])[token]


def each_stem(tokens: Iterable[str], language: str) -> list[str]:
    """Return the stem of each token, empty where it has none. ``language`` is one in ``STEMMED``."""
    # A text has hundreds of tokens: what looks at each of them is no Python of ours.
    return list(map(_known(_ALGORITHMS[language]).__getitem__, tokens))


def stems(tokens: Iterable[str], language: str) -> list[str]:
    """Return the stems of tokens, each once; nothing in a language without a stemmer."""
    if language not in STEMMED:
        return []
    return [found for found in dict.fromkeys(each_stem(tokens, language)) if found]
