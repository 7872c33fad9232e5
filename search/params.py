"""One parser for what a reader asks, shared by the page and the API.

A request is turned into a canonical form; whatever could not be used is named in ``problems``, which
the API answers with 400 and the page shows as notices, or with 400 or 404 where it must.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal
from urllib.parse import quote_plus, urlencode

from django.http import QueryDict

from search import languages, sources, states
from search.engines import WINDOW

LONGEST_QUERY = 256
LONGEST_VALUE = 120
MOST_VALUES = 50
PAGE_SIZE, LARGEST_PAGE = 20, 100
SORTS = ("relevance", "newest", "title")
YEARS = range(1000, 3000)

#: Parameters beside the facets.
PLAIN = ("q", "lang", "kind", "language", "year_from", "year_to", "sort", "page", "page_size", "exact")

#: Never seen by a reader but able to break a word or turn a line: soft hyphen, zero-width space and
#: joiners, directional marks, overrides and isolates, byte order mark, and the rest of their class.
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff"
    "\ufff9-\ufffb\U000e0000-\U000e007f]"
)
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_SURROGATE = re.compile("[\ud800-\udfff]")
_NUMBER = re.compile("[1-9][0-9]{0,5}")
#: Years that a reader of Thai means in the Buddhist era.
_BUDDHIST_YEARS, _BUDDHIST_ERA = range(2400, 2700), 543


@dataclass(frozen=True, slots=True)
class Problem:
    """A parameter that could not be used: which, a stable code, the value, and what would be allowed."""

    parameter: str
    code: str
    value: str = ""
    allowed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Params:
    """What a reader asks, in canonical form. ``filters``: chosen values by facet name, sorted.

    ``text`` is ``q`` as it is searched; ``q`` as it is shown. An empty ``sort`` stands for relevance
    where there are words and newest where there are none.
    """

    q: str = ""
    kinds: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    year_from: int | None = None
    year_to: int | None = None
    sort: str = ""
    page: int = 1
    page_size: int = PAGE_SIZE
    exact: bool = False
    lang: str = ""
    problems: tuple[Problem, ...] = ()

    @property
    def order(self) -> str:
        """The sorting that applies."""
        return self.sort or ("relevance" if self.q else "newest")

    @property
    def first(self) -> int:
        """Number of the first hit of the page, from 0."""
        return (self.page - 1) * self.page_size

    @property
    def narrowed(self) -> int:
        """How many filters are set."""
        years = (self.year_from is not None) + (self.year_to is not None)
        return len(self.languages) + sum(len(values) for values in self.filters.values()) + years

    def problem(self, *codes: str) -> Problem | None:
        """The first problem with one of these codes."""
        return next((problem for problem in self.problems if problem.code in codes), None)

    def pairs(self) -> list[tuple[str, str]]:
        """The parameters that make this request, without those that are as they would be anyway."""
        found = [("q", self.q)] if self.q else []
        found += [("kind", kind) for kind in self.kinds]
        found += [("language", code) for code in self.languages]
        found += [(name, value) for name in sorted(self.filters) for value in self.filters[name]]
        found += [("year_from", str(self.year_from))] if self.year_from is not None else []
        found += [("year_to", str(self.year_to))] if self.year_to is not None else []
        found += [("exact", "1")] if self.exact else []
        found += [("sort", self.sort)] if self.sort else []
        found += [("page_size", str(self.page_size))] if self.page_size != PAGE_SIZE else []
        found += [("lang", self.lang)] if self.lang else []
        found += [("page", str(self.page))] if self.page != 1 else []
        return found

    def query(self, **changes: Any) -> str:
        """The query string (with its question mark) of this request with something changed.

        Whatever changes leads back to the first page, unless ``page`` is given.
        """
        changed = replace(self, **{"page": 1, **changes})
        encoded = urlencode(changed.pairs())
        return f"?{encoded}" if encoded else "?"

    def toggled(self, name: str, value: str) -> Params:
        """The request with one value of a facet chosen, or left out when it was chosen."""
        return self.choosing(name, toggle(self.chosen(name), value))

    def choosing(self, name: str, values: tuple[str, ...]) -> Params:
        """The request with these values of a facet chosen and no others; back on the first page."""
        if name == "kind":
            return replace(self, page=1, kinds=values)
        if name == "language":
            return replace(self, page=1, languages=values)
        if name == "year":
            return replace(self, page=1, year_from=None, year_to=None)
        filters = {key: chosen for key, chosen in {**self.filters, name: values}.items() if chosen}
        return replace(self, page=1, filters=filters)

    def addresses(self, name: str) -> Callable[[Iterable[str]], str]:
        """A function from values of a facet to the query string of the request that has chosen them and no others.

        A page has such a link for each value of each facet: all that they share is encoded once.
        """
        return _addresses(self.choosing(name, ("",)).pairs(), [(name, "")])

    def year_addresses(self) -> Callable[[Iterable[str]], str]:
        """The same for years: the first and the last of them."""
        years = replace(self, page=1, year_from=0, year_to=0).pairs()
        return _addresses(years, [("year_from", "0"), ("year_to", "0")])

    def chosen(self, name: str) -> tuple[str, ...]:
        """The chosen values of a facet."""
        if name == "kind":
            return self.kinds
        return self.languages if name == "language" else self.filters.get(name, ())


def clean(text: str, form: Literal["NFC", "NFKC"] = "NFKC") -> str:
    """The text in a normal form without what nobody sees, on one line."""
    text = _CONTROL.sub(" ", _INVISIBLE.sub("", _SURROGATE.sub("", text)))
    return " ".join(unicodedata.normalize(form, text).split())


def parse(query: QueryDict, language: str = "") -> Params:
    """Read a request; that of a reader of ``language`` may count years by its calendar.

    Never raises; what cannot be used is in ``problems``.
    """
    reader = _Reader(query, language)
    q = reader.words()
    facets = [facet.name for facet in sources.facets()]
    year_from, year_to = reader.year("year_from"), reader.year("year_to")
    if year_from is not None and year_to is not None and year_from > year_to:
        reader.refuse("year_from", "years_reversed", f"{year_from}")
        year_from = year_to = None
    page_size = reader.number("page_size", PAGE_SIZE, LARGEST_PAGE)
    page = reader.number("page", 1, WINDOW // page_size)
    known = {*PLAIN, *facets}
    for name in query:
        if name not in known:
            reader.refuse(name, "unknown_parameter", "", tuple(sorted(known)))
    return Params(
        q=q,
        kinds=reader.choices("kind", tuple(source.kind for source in sources.sources())),
        languages=reader.choices("language", states.choices()),
        filters={name: values for name in facets if (values := reader.values(name))},
        year_from=year_from,
        year_to=year_to,
        sort=reader.choice("sort", SORTS),
        page=page,
        page_size=page_size,
        exact=reader.choice("exact", ("0", "1")) == "1",
        lang=reader.choice("lang", languages.codes()),
        problems=tuple(reader.problems),
    )


class _Reader:
    """Takes parameters out of a query string and notes what is wrong with them."""

    def __init__(self, query: QueryDict, language: str) -> None:
        self.query, self.language = query, language
        self.problems: list[Problem] = []

    def refuse(self, name: str, code: str, value: str, allowed: Sequence[str] = ()) -> None:
        self.problems.append(Problem(clean(name)[:40], code, clean(value)[:LONGEST_VALUE], tuple(allowed)))

    def words(self) -> str:
        """In NFC, as readers write: NFKC takes the AM of Thai and Lao apart before their eyes."""
        raw = self.query.get("q", "")
        if len(raw) > 4 * LONGEST_QUERY or len(clean(raw, "NFC")) > LONGEST_QUERY:
            self.refuse("q", "query_too_long", "")
            return clean(raw[:LONGEST_QUERY], "NFC")[:LONGEST_QUERY]
        return clean(raw, "NFC")

    def one(self, name: str) -> str:
        return clean(self.query.get(name, "")[: 2 * LONGEST_VALUE])

    def number(self, name: str, default: int, largest: int) -> int:
        """One rule: plain ASCII digits without sign, from 1; nothing at all is the default."""
        raw = self.query.get(name, "")
        if raw == "":
            return default
        if not _NUMBER.fullmatch(raw) or int(raw) > largest:
            self.refuse(name, f"bad_{name}", raw[:20], (f"1-{largest}",))
            return default
        return int(raw)

    def year(self, name: str) -> int | None:
        """A year in the digits of any script; of the Buddhist era, too, where the reader counts by it."""
        raw = self.one(name)
        if raw == "":
            return None
        year = int(raw) if raw.isdecimal() and len(raw) == 4 else 0
        if year not in YEARS:
            self.refuse(name, "bad_year", raw, (f"{YEARS.start}-{YEARS.stop - 1}",))
            return None
        return year - _BUDDHIST_ERA if self.language == "th" and year in _BUDDHIST_YEARS else year

    def choice(self, name: str, allowed: Sequence[str]) -> str:
        value = self.one(name)
        if value and value not in allowed:
            self.refuse(name, f"unknown_{name}", value, allowed)
            return ""
        return value

    def choices(self, name: str, allowed: Sequence[str]) -> tuple[str, ...]:
        found = self.values(name)
        for value in found:
            if value not in allowed:
                self.refuse(name, f"unknown_{name}", value, allowed)
        return tuple(value for value in found if value in allowed)

    def values(self, name: str) -> tuple[str, ...]:
        values = {clean(value[: 2 * LONGEST_VALUE])[:LONGEST_VALUE] for value in self.query.getlist(name)}
        if len(values) > MOST_VALUES:
            self.refuse(name, "too_many_values", str(len(values)), (f"1-{MOST_VALUES}",))
        return tuple(sorted(values - {""})[:MOST_VALUES])


def _addresses(
    pairs: list[tuple[str, str]], varying: list[tuple[str, str]]
) -> Callable[[Iterable[str]], str]:
    """Query strings of pairs in which those that vary, which stand beside each other, have other values."""
    place = pairs.index(varying[0])
    before, after = urlencode(pairs[:place]), urlencode(pairs[place + len(varying) :])
    names = [name for name, _ in varying]

    def query(values: Iterable[str]) -> str:
        own = zip(names, values, strict=True) if len(names) > 1 else ((names[0], value) for value in values)
        parts = (before, *(f"{name}={quote_plus(value)}" for name, value in own), after)
        encoded = "&".join(part for part in parts if part)
        return f"?{encoded}" if encoded else "?"

    return query


def toggle(values: Sequence[str], value: str) -> tuple[str, ...]:
    """The values with one more, or without it when it was among them."""
    if value in values:
        return tuple(kept for kept in values if kept != value)
    return tuple(sorted({*values, value}))
