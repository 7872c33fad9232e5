"""What the search should know about one work: the shape that a source hands over.

A *work* is a page and its translations. Facts are given once, words once a language. Everything
in here may be shown to an anonymous reader: whatever is private must never be put in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

FacetValue = str | int


@dataclass(frozen=True, slots=True)
class Text:
    """The words of a work in one language, as far as the public may read them now.

    ``page``: id of the Wagtail page that holds them; the visibility rule is asked about it again
    when a hit is served. ``url``: path of that page. ``state``: key of the translation's state.
    ``passages``: plain text without markup, one paragraph each; snippets are cut from them.
    """

    page: int
    title: str
    url: str
    summary: str = ""
    passages: tuple[str, ...] = ()
    state: str = "original"


@dataclass(frozen=True, slots=True)
class Work:
    """A work as it should stand in the index, with those of its translations that are visible.

    ``texts``: by language code; at least one. ``names``: names, places and codes, in whatever
    script; they count for readers of every language. ``labels``: the labels of its vocabulary
    by language, in all languages, so that a reader finds by theme what nobody has translated.
    ``evidence``: the same of other works that speak for this one; they find it, below all others.
    ``facets``: values by facet name; a tree facet needs the deepest keys only. ``years``: every
    year the work covers. ``published``: when the original was last published, with time zone.
    ``visible_from``/``visible_until``: dates outside of which it must not be shown.
    ``ancestors``: ids of the pages of all its texts and of all their ancestors, by which a change
    higher up the tree takes effect at once. ``display``: facts for the card, as JSON and as
    stable keys; ``Source.describe`` turns them into words. ``rank``: multiplies the relevance,
    below 1 for what should come later. ``image``: id of a picture for the card.
    """

    key: str
    kind: str
    texts: Mapping[str, Text]
    published: datetime
    ancestors: tuple[int, ...]
    external_id: str = ""
    original_language: str = ""
    names: tuple[str, ...] = ()
    labels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    evidence: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    facets: Mapping[str, tuple[FacetValue, ...]] = field(default_factory=dict)
    years: tuple[int, ...] = ()
    visible_from: datetime | None = None
    visible_until: datetime | None = None
    display: Mapping[str, Any] = field(default_factory=dict)
    rank: float = 1.0
    image: int | None = None

    @property
    def identity(self) -> str:
        """The id of its document, unique over all kinds."""
        return identity(self.kind, self.key)


@dataclass(frozen=True, slots=True)
class Detail:
    """One fact on a card in the reader's language, such as ``("place", "Place", "Kandal, Cambodia")``.

    ``name`` is a stable key for style sheets and tests; ``label`` may be read out or shown.
    """

    name: str
    label: str
    value: str


def identity(kind: str, key: str) -> str:
    """The document id of the work ``key`` of ``kind``."""
    return f"{kind}:{key}"


def from_identity(value: str) -> tuple[str, str]:
    """``(kind, key)`` of a document id."""
    kind, _, key = value.partition(":")
    return kind, key
