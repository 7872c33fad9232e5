"""Facets are declared, not programmed: a source lists them, the search does the rest."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Protocol


class Lazy(Protocol):
    """A string, or Django's lazily translated one."""

    def __str__(self) -> str: ...


class Shape(Enum):
    """How the values of a facet hang together."""

    TERMS = "terms"
    TREE = "tree"


Labels = Callable[[Collection[str], str], Mapping[str, str]]
Parents = Callable[[Collection[str]], Mapping[str, str]]


def keys_as_labels(keys: Collection[str], language: str) -> Mapping[str, str]:
    """For values that are their own label, such as free tags and names of organisations."""
    return {key: key for key in keys}


def no_parents(keys: Collection[str]) -> Mapping[str, str]:
    """For values without a hierarchy."""
    return {}


@dataclass(frozen=True, slots=True)
class Facet:
    """One facet; sources that share it register the same object.

    ``name``: the parameter in URLs and the key in ``Work.facets``. ``label``: heading, lazily
    translated. ``labels(keys, language)``: labels of values, called once a page with all keys;
    a key that is missing from the answer is unknown and shown as it is. ``parents(keys)``: for a
    tree, the parent of each key that has one (called again for the parents until none is left).
    ``size``: how many values are shown before the rest is folded. ``shown``: whether the search
    page offers it; a facet that is not shown can still be used in links and by the API.
    """

    name: str
    label: Lazy
    labels: Labels = keys_as_labels
    shape: Shape = Shape.TERMS
    parents: Parents = no_parents
    size: int = 12
    shown: bool = True

    def ancestry(self, keys: Collection[str]) -> frozenset[str]:
        """The keys with all their ancestors; for a facet without a tree the keys themselves."""
        found = set(keys)
        wanted = set(keys) if self.shape is Shape.TREE else set()
        while wanted:
            wanted = set(self.parents(wanted).values()) - found
            found |= wanted
        return frozenset(found)
