"""Labels and relations of terms, from the snapshot: what pages, facets, search sources and exports call.

Every function takes stable keys. A language that lacks a label falls back to English, an unknown key to itself.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import get_language

from kb.core import languages

from .snapshot import Entry, current


class UnknownTerm(LookupError):
    """A key that its scheme does not have. `scheme`, `keys`: what was asked for."""

    def __init__(self, scheme: str, keys: Iterable[str]) -> None:
        self.scheme, self.keys = scheme, list(keys)
        super().__init__(f"{scheme}: {', '.join(self.keys)}")


def labels(scheme: str, keys: Iterable[str], language: str | None = None) -> dict[str, str]:
    """Key → label in that language (default: the active one)."""
    entries, language = current().schemes.get(scheme, {}), language or get_language()
    return {key: _word(entries.get(key), "labels", language) or key for key in keys}


def label(scheme: str, key: str, language: str | None = None) -> str:
    return labels(scheme, [key], language)[key]


def definition(scheme: str, key: str, language: str | None = None) -> str:
    """One sentence that says what the term means; empty when nobody wrote one."""
    return _word(current().schemes.get(scheme, {}).get(key), "definitions", language or get_language())


def names_in_all_languages(scheme: str, keys: Iterable[str]) -> dict[str, dict[str, tuple[str, ...]]]:
    """Key → language → label and synonyms, only where a label exists: for the index, where a fallback would be noise."""
    entries = current().schemes.get(scheme, {})
    return {key: names_of(entries[key]) if key in entries else {} for key in keys}


def names_of(entry: Entry) -> dict[str, tuple[str, ...]]:
    """Language → label and synonyms of a term, the label first."""
    return {code: (label, *entry.synonyms.get(code, ())) for code, label in entry.labels.items()}


def entry_of(term_id: int | None) -> Entry | None:
    """The term with that primary key, without a query for the row."""
    return None if term_id is None else current().by_id.get(term_id)


def label_of(entry: Entry | None, language: str | None = None) -> str:
    return "" if entry is None else _word(entry, "labels", language or get_language()) or entry.key


def entries(scheme: str, *, retired: bool = False) -> list[Entry]:
    """The scheme's terms in order, a parent before its children; retired ones on demand."""
    return [entry for entry in current().schemes.get(scheme, {}).values() if retired or not entry.retired]


def known(scheme: str, keys: Iterable[str]) -> list[str]:
    """Those of the keys that the scheme has, retired or not."""
    entries = current().schemes.get(scheme, {})
    return [key for key in keys if key in entries]


def term_ids(scheme: str, keys: Iterable[str]) -> dict[str, int]:
    """Key → primary key. Raises `UnknownTerm` naming every key that the scheme lacks."""
    known, wanted = current().schemes.get(scheme, {}), list(keys)
    if unknown := [key for key in wanted if key not in known]:
        raise UnknownTerm(scheme, unknown)
    return {key: known[key].pk for key in wanted}


def ancestors(scheme: str, key: str) -> list[str]:
    """Keys above, the root first."""
    return _ancestors(current().schemes.get(scheme, {}), key)


def parents(scheme: str, keys: Iterable[str]) -> dict[str, str]:
    """Key → the key directly above, of those that have one."""
    known = current().schemes.get(scheme, {})
    return {key: above for key in keys if key in known and (above := known[key].parent) is not None}


def with_ancestors(scheme: str, keys: Iterable[str]) -> list[str]:
    """The keys and all above them, each once, a parent before its children."""
    known, found = current().schemes.get(scheme, {}), {}
    for key in keys:
        found.update(dict.fromkeys([*_ancestors(known, key), key]))
    return list(found)


def children(scheme: str, key: str | None, *, retired: bool = False) -> list[str]:
    """Keys directly below; `None` gives the roots."""
    return [entry.key for entry in entries(scheme, retired=retired) if entry.parent == key]


def _ancestors(known: dict[str, Entry], key: str) -> list[str]:
    found: list[str] = []
    entry = known.get(key)
    while entry is not None and entry.parent is not None:
        found.insert(0, entry.parent)
        entry = known.get(entry.parent)
    return found


def _word(entry: Entry | None, words: str, language: str | None) -> str:
    """`words` is "labels" or "definitions". "id-id" reads "id"."""
    if entry is None:
        return ""
    language = (language or languages.DEFAULT).lower()
    found = getattr(entry, words)
    return found.get(language) or found.get(language.partition("-")[0]) or found.get(languages.DEFAULT) or ""
