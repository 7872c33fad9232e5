"""What a search answers: finished structures for templates and the API, without any logic left to do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from search.documents import Detail
from search.engines import WINDOW
from search.facets import Lazy
from search.params import Params


class Reason(Enum):
    """Why a hit is there."""

    NONE = ""
    TEXT = "text"
    NAME = "name"
    THEME = "theme"
    CONCEPT = "concept"
    EVIDENCE = "evidence"
    TITLE = "title"
    MEANING = "meaning"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text, marked or not."""

    text: str
    marked: bool = False


@dataclass(frozen=True, slots=True)
class Version:
    """One language of a work: code, name in its own script, path, key of the translation's state."""

    language: str
    name: str
    url: str
    state: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A rendition for a card."""

    url: str
    width: int
    height: int
    alt: str


@dataclass(frozen=True, slots=True)
class Card:
    """A hit. ``language``: of title, summary and url; ``snippet_language``: of the snippet.

    ``url``: path of the version shown, ``page`` its id; ``href``: the same work in the reader's interface.
    ``published``: when the original was last published. ``image``: what ``image_id``
    looks like now. ``number``: the same for the same card as long as this process keeps it; 0 where it keeps none.
    ``described``: that of what it says of the work whatever was asked, its title among it in each language.
    ``emblem``: what the ornament of the card is drawn from.
    """

    identity: str
    key: str
    kind: str
    kind_label: Lazy
    external_id: str
    language: str
    language_name: str
    state: str
    url: str
    href: str
    title: tuple[Piece, ...]
    summary: str
    snippet: tuple[Piece, ...]
    snippet_language: str
    reason: Reason
    versions: tuple[Version, ...]
    details: tuple[Detail, ...]
    facets: Mapping[str, tuple[str, ...]]
    in_own_language: bool
    page: int
    published: datetime | None
    number: int = 0
    described: int = 0
    image_id: int | None = None
    image: Picture | None = None
    emblem: str = ""

    @property
    def code(self) -> str:
        """The last part of its address, by which a reader can name the work."""
        return self.url.rstrip("/").rpartition("/")[2]

    @property
    def title_text(self) -> str:
        return "".join(piece.text for piece in self.title)


@dataclass(slots=True)  # not frozen, which takes four times as long: an answer has hundreds
class Value:
    """One value of a facet. ``depth``: its level in a tree, from 0. ``known``: whether it has a label."""

    key: str
    label: str
    count: int
    selected: bool
    depth: int = 0
    known: bool = True


@dataclass(frozen=True, slots=True)
class FacetResult:
    """A facet with its values in the order in which they are shown; ``size``: how many before the rest folds."""

    name: str
    label: Lazy
    values: tuple[Value, ...]
    size: int
    shown: bool = True

    @property
    def selected(self) -> tuple[Value, ...]:
        return tuple(value for value in self.values if value.selected)


@dataclass(frozen=True, slots=True)
class Drop:
    """What a search without one facet's choice, or without all (``name`` empty), would find."""

    name: str
    count: int


class Degraded(Enum):
    """How an answer came about when the engine gave none."""

    NO = ""
    TITLES = "titles"
    DOWN = "down"


@dataclass(frozen=True, slots=True)
class Results:
    """One page of an answer.

    ``own_total``: how many of all hits are in the reader's language, unless another language is chosen; with
    relevance they come first.
    ``loosened``: nothing matched every word, these match most, or nearly. ``related``: works stand among these that
    are only near in meaning; ``worded``: some match by their words; ``close``: the nearest in meaning is near.
    ``counted``: a number for these facets in this language, as long as this process keeps them; 0 where it keeps none.
    ``drops``: for an empty answer. ``concepts``: keys and labels of what was also searched by its other names.
    ``unclosed_quote``: hint for the reader. ``wordless``: something was typed that has no words. ``zawgyi``: it looks as
    if it was typed in Zawgyi; ``read_as``: what was searched for where that is sure. ``meant``: the words as they may
    have been meant, where these find more.
    """

    params: Params
    total: int
    cards: tuple[Card, ...] = ()
    own_total: int = 0
    facets: tuple[FacetResult, ...] = ()
    counted: int = 0
    loosened: bool = False
    related: bool = False
    worded: bool = True
    close: bool = True
    degraded: Degraded = Degraded.NO
    drops: tuple[Drop, ...] = ()
    concepts: tuple[tuple[str, str], ...] = ()
    unclosed_quote: bool = False
    wordless: bool = False
    zawgyi: bool = False
    read_as: str = ""
    unknown: tuple[tuple[str, str], ...] = field(default=())
    meant: str = ""

    @property
    def pages(self) -> int:
        """Number of pages that can be opened; the first always can."""
        reachable = min(self.total, WINDOW - WINDOW % self.params.page_size)
        return max(1, -(-reachable // self.params.page_size))

    def facet(self, name: str) -> FacetResult | None:
        return next((facet for facet in self.facets if facet.name == name), None)
