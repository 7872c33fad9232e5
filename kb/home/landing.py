"""What the home page and the pages of countries and themes show. Every count comes from the index."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode

from cases.facts import Figure
from cases.models import CasePage, CaseResult
from kb.core import tiles, versions, visibility
from kb.vocabulary import labels
from search import service
from search.counts import facet_counts
from search.params import Params
from search.queries import Moment
from search.results import Card

NEWEST, SHOWN = 6, 6
#: Of so many of the newest cases those in the reader's language are the first that may be the proof.
LOOKED_AT = 24


@dataclass(frozen=True, slots=True)
class ThemeDoor:
    """A theme with its weave: `key` draws it."""

    key: str
    label: str
    definition: str
    count: int
    url: str


@dataclass(frozen=True, slots=True)
class Proof:
    """A case with a figure that has a source, and the languages in which it can be read."""

    page: CasePage
    figure: Figure
    place: str
    country: str
    versions: tuple[versions.Version, ...]


def home(page: Any, user: Any) -> dict[str, Any]:
    """Context of the home page; `counted` says whether the index answered."""
    language = page.locale.language_code
    at = service.moment()
    counts = _counts(at)
    newest = service.search(Params(kinds=("case",), page_size=LOOKED_AT), language, at).cards
    collections = service.search(Params(kinds=("collection",), page_size=3), language, at)
    return {
        "tiles": tiles.region(counts["country"], lambda code: reverse("country", args=[code.lower()])),
        "themes": theme_doors(counts["theme"]),
        "kind_counts": counts["kind"],
        "counted": counts["counted"],
        "proof": proof(page, sorted(newest, key=lambda card: not card.in_own_language)[:NEWEST], language),
        "newest": newest[:NEWEST],
        "collections": collections.cards,
        "empty": counts["counted"] and not counts["kind"],
        "can_edit": user.has_perm("wagtailadmin.access_admin"),
    }


def _counts(at: Moment, filters: Mapping[str, Sequence[str]] | None = None) -> dict[str, Any]:
    """How much there is of each type, and of cases by country and theme; zero where the index gives no answer."""
    kinds = facet_counts(["kind"], filters, at=at)
    cases = facet_counts(["country", "theme"], filters, kinds=["case"], at=at)
    found = {**(kinds or {"kind": {}}), **(cases or {"country": {}, "theme": {}})}
    return {**found, "counted": kinds is not None and cases is not None}


def cases_with(**facets: str) -> str:
    """The search for cases that have these values."""
    return f"{reverse('search')}?{urlencode({'kind': 'case', **facets})}"


def theme_page(key: str) -> str:
    """The page of a theme."""
    return reverse("theme", args=[key])


def theme_doors(
    counts: Mapping[str, int], parent: str | None = None, url: Callable[[str], str] = theme_page
) -> list[ThemeDoor]:
    """The themes below a parent, or the first level; `url` says where a door leads."""
    return [
        ThemeDoor(
            key,
            labels.label("theme", key),
            labels.definition("theme", key),
            counts.get(key, 0),
            url(key),
        )
        for key in labels.children("theme", parent)
    ]


def proof(page: Any, newest: Iterable[Card], language: str) -> Proof | None:
    """The case that the editors chose, else the first that has a value before and after with a source."""
    if page.proof is not None and (chosen := _proof(page.proof.translation_key, language)):
        return chosen
    keys = [card.key for card in newest]
    compared = CaseResult.objects.filter(page__translation_key__in=keys, before__isnull=False)
    having = {str(key) for key in compared.exclude(source="").values_list("page__translation_key", flat=True)}
    # Nearly always the first: that the figure is one of its headlines only its facts can tell.
    found = (_proof(key, language, compared=True) for key in keys if key in having)
    return next(filter(None, found), None)


def _proof(key: Any, language: str, *, compared: bool = False) -> Proof | None:
    """A case with one of its headlines that have a source, with a value before where there is one or where it must be
    ``compared``; None where the case has none, or is not public."""
    pages = [each for each, state in CasePage.versions_of(key) if state is visibility.State.PUBLIC]
    if not pages:
        return None
    facts = pages[0].facts
    headlines = [figure for figure in facts.headlines if figure.source]
    others = [] if compared else headlines
    figure = next((each for each in headlines if each.before is not None), next(iter(others), None))
    if figure is None:
        return None
    site = next(iter(facts.sites), None)
    return Proof(
        page=versions.best(pages, language),
        figure=figure,
        place=(site.village or site.district or site.province) if site else "",
        country=site.country if site else "",
        versions=tuple(versions.version_of(each) for each in pages),
    )


def narrowed(name: str, value: str, language: str) -> dict[str, Any]:
    """Context of a country or a theme: counts of the other facets, newest cases, people and collections there."""
    at = service.moment()
    counts = _counts(at, {name: [value]})
    filters = {name: (value,)}
    cards = {
        kind: service.search(Params(kinds=(kind,), filters=filters, page_size=SHOWN), language, at).cards
        for kind in ("case", "expert", "collection")
    }
    return {
        "counts": counts,
        "counted": counts["counted"],
        "cases": cards["case"],
        "experts": cards["expert"],
        "collections": cards["collection"],
        "search_links": {
            kind: f"{reverse('search')}?{urlencode({'kind': kind, name: value})}" for kind in cards
        },
    }
