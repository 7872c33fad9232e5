"""Where the concepts come from: the search is given them, and reads them again when they have changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from search.concepts.thesaurus import Concept, Thesaurus

#: Gives what stands for the present state (equal as long as nothing changed), and the concepts of that state.
Read = Callable[[], tuple[Any, Callable[[], Iterable[Concept]]]]

NONE = Thesaurus()
_read: Read | None = None
_latest: tuple[Any, dict[str, Concept], Thesaurus] | None = None  # replaced as a whole


def register(read: Read | None) -> None:
    """Let the search know the concepts; None takes them away."""
    global _read, _latest
    _read, _latest = read, None


def thesaurus() -> Thesaurus:
    """The concepts as they are now. Making them ready takes a while, so the same ones are made ready once."""
    global _latest
    if _read is None:
        return NONE
    state, concepts = _read()
    latest = _latest
    if latest is not None and latest[0] == state:
        return latest[2]
    found = {concept.key: concept for concept in concepts()}
    if latest is not None and latest[1] == found:
        made = latest[2]
    else:
        made = Thesaurus(found.values(), latest[2] if latest is not None else None)
    _latest = (state, found, made)
    return made
