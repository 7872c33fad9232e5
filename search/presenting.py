"""From results to what the templates of the search page show: links, chips, tabs, notices, a pager."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import takewhile

from babel import Locale
from babel.numbers import format_decimal
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from search import sources
from search.choosing import FILTERS, Bar, Group, at, bars, group
from search.params import PAGE_SIZE, SORTS, Params
from search.results import Card, Degraded, FacetResult, Reason, Results
from search.states import state_label
from search.taking import MOST

#: Pages that the pager names on each side of the current one.
AROUND = 2
_REASONS = {
    Reason.THEME: gettext_lazy("found by theme"),
    Reason.CONCEPT: gettext_lazy("found by another word for it"),
    Reason.NAME: gettext_lazy("found by name"),
    Reason.EVIDENCE: gettext_lazy("found by a case"),
    Reason.MEANING: gettext_lazy("related in meaning"),
}


@dataclass(frozen=True, slots=True)
class Link:
    """A link with an optional count; ``current`` when it leads to where the reader is."""

    label: str
    url: str
    count: int | None = None
    current: bool = False


@dataclass(frozen=True, slots=True)
class Chip:
    """Something chosen, and the link without it. ``known``: whether the value exists."""

    group: str
    label: str
    url: str
    known: bool = True


@dataclass(frozen=True, slots=True)
class CardView:
    """A hit with its reason and the state of its words said in the reader's language."""

    card: Card
    reason: str
    state: str
    languages: tuple[Link, ...]


@dataclass(frozen=True)
class SearchView:
    """Everything the templates of the search page need; see each field's type.

    ``also``: concepts that were searched by all their names. ``take_query``: the search without its page, for files
    and feeds; ``cut``: how many works a file has where there are more. ``suffix``: what links of facets keep beside the search.
    """

    results: Results
    language: str
    suffix: str
    query: str
    heading: str
    summary: str
    kept: tuple[tuple[str, str], ...]
    year_kept: tuple[tuple[str, str], ...]
    tabs: tuple[Link, ...]
    chips: tuple[Chip, ...]
    sorts: tuple[Link, ...]
    own: tuple[CardView, ...]
    others: tuple[CardView, ...]
    others_heading: str
    pages: tuple[Link, ...]
    previous: Link | None
    next: Link | None
    notices: tuple[str, ...]
    drops: tuple[Link, ...]
    clear_url: str
    filters_url: str
    results_url: str
    show_label: str
    filters: int
    browse: tuple[Link, ...]
    exact_url: str
    meant: Link | None
    take_query: str
    cut: int
    also: str

    @property
    def faceted(self) -> bool:
        """Whether there is a facet to choose from."""
        years = self.results.facet("year")
        return any(_shown(self.results)) or bool(years and years.values)

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        """Made when they are asked for: a part of the page that is remembered asks for none."""
        params = replace(self.results.params, lang="")
        return tuple(group(facet, params, self.suffix) for facet in _shown(self.results))

    @cached_property
    def bars(self) -> tuple[Bar, ...]:
        """The same, of the years."""
        years = self.results.facet("year")
        return tuple(bars(years, replace(self.results.params, lang=""), self.suffix)) if years else ()

    @property
    def down(self) -> bool:
        return self.results.degraded is Degraded.DOWN

    @property
    def degraded(self) -> bool:
        return self.results.degraded is Degraded.TITLES

    @property
    def empty(self) -> bool:
        return not self.down and not self.results.cards


def present(results: Results, language: str, *, filters_open: bool = False) -> SearchView:
    """Build the view of the search page; ``filters_open``: the page that shows facets alone."""
    params = replace(results.params, lang="")
    suffix = FILTERS if filters_open else ""
    # Among what is related some in the reader's language come later, for the words that they have somewhere.
    own = list(takewhile(_is_own, results.cards) if results.related else filter(_is_own, results.cards))
    if params.order != "relevance" or params.languages:  # only relevance puts the reader's language first
        own = list(results.cards)
    first = {card.identity for card in own}
    others = [card for card in results.cards if card.identity not in first]
    return SearchView(
        results=results,
        language=language,
        suffix=suffix,
        query=params.q,
        heading=_("Search") if not params.q else _("Search: %(query)s") % {"query": params.q},
        summary=total_label(results),
        kept=tuple(pair for pair in params.pairs() if pair[0] not in ("q", "page", "sort")),
        year_kept=tuple(pair for pair in params.pairs() if pair[0] not in ("year_from", "year_to", "page")),
        tabs=tuple(_tabs(results, params)),
        chips=tuple(_chips(results, params, suffix)),
        sorts=tuple(_sorts(params)),
        own=tuple(card_view(card) for card in own),
        others=tuple(card_view(card) for card in others),
        others_heading=_others_heading(results, bool(own)),
        pages=tuple(_pages(results, params)),
        previous=Link(_("Previous page"), params.query(page=params.page - 1)) if params.page > 1 else None,
        next=Link(_("Next page"), params.query(page=params.page + 1))
        if params.page < results.pages
        else None,
        notices=tuple(_notices(results)),
        drops=tuple(_drops(results, params)),
        clear_url=at(_without_filters(params).query(), suffix),
        filters_url=at(params.query(), FILTERS),
        results_url=params.query(),
        show_label=_("Show %(what)s") % {"what": total_label(results)},
        filters=params.narrowed,
        browse=tuple(_browse()),
        exact_url=params.query(exact=not params.exact),
        meant=Link(results.meant, params.query(q=results.meant)) if results.meant else None,
        take_query=params.query(page_size=PAGE_SIZE).rstrip("?"),
        cut=MOST if results.total > MOST else 0,
        also=" · ".join(label for _key, label in results.concepts),
    )


def _others_heading(results: Results, below_own: bool) -> str:
    if not results.related:
        count = counted(results.total - results.own_total)
        return _("In other languages (%(count)s)") % {"count": count}
    return _("More results, in all languages") if below_own else _("Results")


def _is_own(card: Card) -> bool:
    return card.in_own_language and card.reason is not Reason.MEANING


def counted(number: int) -> str:
    """A count with the separators of the active language."""
    return format_decimal(number, "#,##0", locale=Locale.parse(get_language() or "en", sep="-"))


def total_label(results: Results) -> str:
    """ "14 cases · 5 experts", or what is searched for when one kind is."""
    kinds = results.facet("kind")
    if kinds is None:
        text = ngettext("%(count)s result", "%(count)s results", results.total)
        return text % {"count": counted(results.total)}
    chosen = [value for value in kinds.values if value.count and (value.selected or not kinds.selected)]
    parts = [kind_count(value.key, value.count) for value in chosen]
    return " · ".join(parts) or _("nothing")


def kind_count(kind: str, number: int) -> str:
    """ "14 cases"."""
    source, shown = sources.get(kind), counted(number)
    return source.counted(number, shown) if source else f"{shown} {kind}"


def reason_label(reason: Reason) -> str:
    """Why a hit is there, where no snippet shows it."""
    return str(_REASONS.get(reason, ""))


def card_view(card: Card) -> CardView:
    """A hit as a template shows it, in the active language."""
    links = tuple(
        Link(version.name, version.url, current=version.language == card.language)
        for version in card.versions
    )
    return CardView(card, reason_label(card.reason), state_label(card.state), links)


def _tabs(results: Results, params: Params) -> Iterable[Link]:
    kinds = results.facet("kind")
    if kinds is None:
        return
    everything = sum(value.count for value in kinds.values)
    yield Link(_("All"), params.query(kinds=()), everything, not params.kinds)
    for value in kinds.values:
        yield Link(
            capfirst(value.label), params.query(kinds=(value.key,)), value.count, params.kinds == (value.key,)
        )


def _browse() -> Iterable[Link]:
    """Lists without words, which the database gives even while the search is down."""
    for source in sources.sources():
        yield Link(capfirst(str(source.label_plural)), Params(kinds=(source.kind,)).query())


def _shown(results: Results) -> Iterable[FacetResult]:
    if results.degraded is not Degraded.NO:  # nothing was counted
        return
    for facet in results.facets:
        if facet.shown and facet.name not in ("kind", "year") and facet.values:
            yield facet


def _chips(results: Results, params: Params, suffix: str) -> Iterable[Chip]:
    for facet in results.facets:
        if facet.name in ("kind", "year"):
            continue
        for value in facet.selected:
            url = at(params.toggled(facet.name, value.key).query(), suffix)
            yield Chip(str(facet.label), value.label, url, value.known)
    if params.year_from is not None or params.year_to is not None:
        label = f"{params.year_from or ''}–{params.year_to or ''}"
        yield Chip(_("Year"), label, at(params.query(year_from=None, year_to=None), suffix))


def _sorts(params: Params) -> Iterable[Link]:
    labels = {"relevance": _("Relevance"), "newest": _("Newest"), "title": _("Title")}
    for sort in SORTS if params.q else SORTS[1:]:
        yield Link(labels[sort], params.query(sort=sort), current=sort == params.order)


def _pages(results: Results, params: Params) -> Iterable[Link]:
    last = results.pages
    if last < 2:
        return
    for page in range(1, last + 1):
        if page in (1, last) or abs(page - params.page) <= AROUND:
            yield Link(str(page), params.query(page=page), current=page == params.page)


def _drops(results: Results, params: Params) -> Iterable[Link]:
    for drop in results.drops:
        if not drop.name:
            yield Link(_("Without any filter"), _without_filters(params).query(kinds=()), drop.count)
            continue
        facet = results.facet(drop.name)
        chosen = ", ".join(value.label for value in facet.selected) if facet else drop.name
        if drop.name == "year":
            chosen = f"{params.year_from or ''}–{params.year_to or ''}"
        yield Link(
            _("Without %(filter)s") % {"filter": chosen}, params.choosing(drop.name, ()).query(), drop.count
        )


def _without_filters(params: Params) -> Params:
    return replace(params, filters={}, languages=(), year_from=None, year_to=None)


def _notices(results: Results) -> Iterable[str]:
    params = results.params
    if params.problem("query_too_long"):
        yield _("The search is too long. Use at most 256 characters.")
    if results.degraded is Degraded.TITLES:
        yield _("The search is not fully available right now. Only titles and summaries were searched.")
    if results.related and not results.worded:
        yield (
            _("Nothing has all of these words. These results are related in meaning.")
            if results.close
            else _("Nothing matches closely. These results are the nearest in meaning.")
        )
    if results.loosened:
        yield _(
            "Nothing has all of these words. These results have most of them, or words that are nearly the same."
        )
    if results.unclosed_quote:
        yield _("A quotation mark has no partner, so the words were searched one by one.")
    if results.wordless:
        yield _("There is no word in this search, so it shows everything.")
    if results.read_as:
        yield _("This was typed in Zawgyi. It was searched in Unicode as “%(words)s”.") % {
            "words": results.read_as
        }
    elif results.zawgyi:
        yield _("This looks like Zawgyi. Please type in Unicode (Pyidaungsu) to find more.")
    yield from _problem_notices(params, results.unknown)


def _problem_notices(params: Params, unknown: Sequence[tuple[str, str]]) -> Iterable[str]:
    for problem in params.problems:
        values = {"value": problem.value}
        if problem.code == "unknown_sort":
            yield _("There is no sorting called “%(value)s”.") % values
        elif problem.code == "bad_year":
            yield _("“%(value)s” is not a year that can be searched.") % values
        elif problem.code == "years_reversed":
            yield _("The first year is after the last, so years were left out.")
        elif problem.code == "too_many_values":
            yield _("More than 50 values of one filter were chosen; the first 50 count.")
        elif problem.code in ("unknown_kind", "unknown_language", "unknown_exact"):
            yield _("The filter “%(value)s” is not known and was left out.") % values
    for _name, value in unknown:
        yield _("The filter “%(value)s” is not known. Remove it to see results.") % {"value": value}
