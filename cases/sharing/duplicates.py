"""Whether a case like the one that somebody writes is public already."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher

from search.analysis.words import analyse
from search.documents import identity
from search.engines import EngineError
from search.similar import Like, looked_for

from ..models import CasePage

LOOKED_AT, SHOWN = 20, 3
ALIKE = 0.6  # of 1: how much of two titles is the same


@dataclass(frozen=True, slots=True)
class Duplicates:
    """Title and address of public cases of the same country with a similar title. `looked`: False when the search
    gave no answer.
    """

    cases: tuple[tuple[str, str], ...]
    looked: bool = True


def find(draft: CasePage) -> Duplicates:
    """The duplicates of a draft."""
    language = draft.locale.language_code
    like = Like(
        identity=identity(draft.KIND, str(draft.translation_key)),
        kind=draft.KIND,
        facets={"country": sorted({site.country for site in draft.sites.all() if site.country})},
        weights={"country": 1.0},
        title=draft.title,
        language=language,
    )
    try:
        found = looked_for(like, language, size=LOOKED_AT)
    except EngineError:
        return Duplicates((), looked=False)
    named = [("".join(piece.text for piece in each.card.title), each.card.href) for each in found]
    alike = [(title, href) for title, href in named if _alike(draft.title, title, language)]
    return Duplicates(tuple(alike[:SHOWN]))


def _alike(one: str, other: str, language: str) -> bool:
    words, others = set(analyse(one, language)), set(analyse(other, language))
    shared = len(words & others) / max(1, min(len(words), len(others)))
    return shared >= ALIKE or SequenceMatcher(None, one.casefold(), other.casefold()).ratio() >= ALIKE
