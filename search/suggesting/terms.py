"""What is suggested beside works: vocabularies with a page for each entry, registered by whoever knows them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.core.exceptions import ImproperlyConfigured

from search import sources
from search.facets import Lazy

#: Names of an entry by language; the first of a language is the one that is shown.
Names = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Terms:
    """One vocabulary whose entries are suggested by their names in all languages.

    ``name``: unique, also among kinds of works. ``label``: what an entry is, lazily translated. ``version()`` changes
    when names do; one query at most. ``names()``: the names of every entry by its key, all of them public.
    ``address(key)``: the path of its page for a reader of the active language.
    """

    name: str
    label: Lazy
    version: Callable[[], str]
    names: Callable[[], Mapping[str, Names]]
    address: Callable[[str], str]


_terms: dict[str, Terms] = {}


def register(terms: Terms) -> None:
    """Let a vocabulary be suggested, after those registered before it.

    Raises ``ImproperlyConfigured`` when its name is taken.
    """
    if terms.name in _terms or sources.get(terms.name):
        raise ImproperlyConfigured(f'Something called "{terms.name}" is suggested already.')
    _terms[terms.name] = terms


def unregister(name: str) -> None:
    """Let a vocabulary be suggested no more."""
    _terms.pop(name, None)


def registered() -> tuple[Terms, ...]:
    """All vocabularies in the order of registration."""
    return tuple(_terms.values())
