"""What experts are found by beside what they say of themselves: the themes and countries of works that they wrote or
can explain. Content types that name experts register how to read it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Evidence:
    """Keys of themes and codes of countries, of works that the public may see; never a word of such a work, which
    could outlive it here."""

    themes: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()


#: The evidence for each of these experts (ids of originals) that has some, in a fixed number of queries.
Reader = Callable[[Collection[int]], Mapping[int, Evidence]]
#: Translation keys of the experts whom these works, given by kind, name; one query at most.
NamedBy = Callable[[Mapping[str, Sequence[str]]], Iterable[Any]]
_registered: list[tuple[Reader, NamedBy]] = []


def register(read: Reader, named_by: NamedBy) -> None:
    """Let a content type be evidence: `read` says of what, `named_by` whose it is when a work of it has changed."""
    _registered.append((read, named_by))


def of(experts: Collection[int]) -> dict[int, Evidence]:
    """The evidence for each of these experts that has some."""
    found: dict[int, Evidence] = {}
    for read, _named_by in _registered:
        for expert, given in read(experts).items():
            before = found.get(expert, Evidence())
            found[expert] = Evidence(
                tuple(dict.fromkeys((*before.themes, *given.themes))),
                tuple(dict.fromkeys((*before.countries, *given.countries))),
            )
    return found


def named_by(works: Mapping[str, Sequence[str]]) -> list[str]:
    """Translation keys of the experts whom these works, given by kind, name."""
    return [str(key) for _read, named in _registered for key in named(works)]
