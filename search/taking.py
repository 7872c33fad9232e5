"""Works to take along: all that a search finds, or those that a reader has picked."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from search import hits, queries, service
from search.params import Params
from search.queries import Stale
from search.results import Card
from search.rows import read
from search.words import question

#: No list that is taken along is longer.
MOST = 1_000
BATCH = 100


@dataclass(frozen=True, slots=True)
class Taken:
    """A list whose cards are read as they are needed. ``total``: how many there are beyond what was taken, too."""

    total: int
    identities: Sequence[str]
    language: str
    stale: Stale

    def batches(self) -> Iterator[list[Card]]:
        """The cards that may be shown at that moment, in order, up to ``BATCH`` at a time.

        They have no snippets and are in the reader's language, else in that of the original.
        """
        for first in range(0, len(self.identities), BATCH):
            order = self.identities[first : first + BATCH]
            works = hits.visible(read(order))
            shown = {name: rows for name, rows in works.items() if not self._is_stale(rows)}
            yield hits.illustrated(hits.cards(shown, order, hits.Asked(question(""), self.language)))

    def cards(self) -> list[Card]:
        """All cards at once, for a list that is short."""
        return [card for batch in self.batches() for card in batch]

    def _is_stale(self, rows: Mapping[str, Any]) -> bool:
        if not self.stale.pages:
            return False
        document = json.loads(next(iter(rows.values())).document)
        return bool(set(self.stale.pages) & set(document["ancestors"]))


def take(params: Params, language: str, most: int = MOST) -> Taken:
    """The first ``most`` works that a search finds, in its order, whatever page it asks for.

    One request. Raises ``EngineError``: a list that is not known must not look empty.
    """
    whole = replace(params, page=1, page_size=most, lang="")
    request, answer = service.find(service.make_request(whole, language))
    found = answer["hits"]
    names = [queries.identity(row) for row in found["hits"][:most]]
    return Taken(found["total"]["value"], names, language, request.stale)


def pick(identities: Sequence[str], language: str) -> Taken:
    """These works in this order, from the database alone; what may not be shown is left out."""
    stale = service.stale()
    names = [name for name in identities if name not in stale.identities]
    return Taken(len(identities), names, language, stale)
