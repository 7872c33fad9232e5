"""Words that stand in names of concepts and name none alone: each hints at the concepts whose names it helps to make.

A question asks for "starter toolkits", and a thesaurus has "toolkit for tradespeople" and "start-up grant": nothing is named,
and yet both are about the same. A word hints at a concept with the share that the concept has of all names with this word,
so a word of many concepts says little. This is explicit semantic analysis (Gabrilovich and Markovitch, 2007) with the
names of a concept as its article.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from search.analysis import STEMMED, stem

#: A word with a smaller share in a concept's names does not hint at it.
LEAST = 0.1


class Hints:
    """What the words of one language hint at."""

    def __init__(self, language: str, names: Mapping[str, Iterable[Sequence[str]]]) -> None:
        """``names``: of each concept by its key, as tokens."""
        self._stemmed = language if language in STEMMED else ""
        held: dict[str, Counter[str]] = {}
        for key, own in names.items():
            for tokens in own:
                for form in {self._form(token) for token in tokens}:
                    held.setdefault(form, Counter())[key] += 1
        self._shares = {
            form: shares
            for form, counted in held.items()
            if (
                shares := {
                    key: share for key, n in counted.items() if (share := n / counted.total()) >= LEAST
                }
            )
        }

    def _form(self, token: str) -> str:
        return (stem(token, self._stemmed) or token) if self._stemmed else token

    def of(self, token: str) -> Mapping[str, float]:
        """The concepts at which a token hints, each with its share, from ``LEAST`` to 1."""
        return self._shares.get(self._form(token), {})

    def of_all(self, tokens: Iterable[str]) -> dict[str, float]:
        """The concepts at which any of these tokens hints, each with its greatest share."""
        found: dict[str, float] = {}
        for token in tokens:
            for key, share in self.of(token).items():
                found[key] = max(found.get(key, 0.0), share)
        return found
