"""The concepts of the vocabulary, as the search spots them in texts and questions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from kb.vocabulary import labels
from kb.vocabulary.snapshot import Entry, current
from search.concepts.thesaurus import Concept

SCHEME = "concept"


def read() -> tuple[str, Callable[[], Iterator[Concept]]]:
    """The version of the vocabulary, and how to read its concepts: what `search.concepts.registry` asks for."""
    snapshot = current()
    return snapshot.version, lambda: _concepts(snapshot.schemes.get(SCHEME, {}).values())


def _concepts(entries: Iterable[Entry]) -> Iterator[Concept]:
    for entry in entries:
        if not entry.retired:
            yield Concept(entry.key, entry.parent, labels.names_of(entry))
