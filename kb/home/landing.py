"""What the home page and the pages of countries and themes show. Every count comes from the index."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode

from cases.facts import Figure
from cases.models import CasePage
from kb.core import tiles, versions, visibility
from kb.vocabulary import labels
from search import service
from search.counts import facet_counts
from search.params import Params
from search.results import Card

SHARE = "share"  # slug of the page that tells how to share a case
NEWEST, SHOWN = 6, 6
PROOF_CANDIDATES = 12


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
    counts = _counts()
    newest = service.search(Params(kinds=("case",), page_size=NEWEST), language)
    collections = service.search(Params(kinds=("collection",), page_size=3), language)
    return {
        "tiles": tiles.region(counts["country"], lambda code: reverse("country", args=[code.lower()])),
        "themes": theme_doors(counts["theme"]),
        "kind_counts": counts["kind"],
        "counted": counts["counted"],
        "proof": proof(page, newest.cards, language),
        "newest": newest.cards,
        "collections": collections.cards,
        "empty": counts["counted"] and not counts["kind"],
        "share_url": _share_url(page),
        "can_edit": user.has_perm("wagtailadmin.access_admin"),
    }


def _share_url(page: Any) -> str:
    """The page that tells how to share a case, if the public may see it."""
    found = visibility.public(page.get_children().filter(slug=SHARE)).first()
    return found.get_url() if found is not None else ""


def _counts(filters: Mapping[str, Sequence[str]] | None = None) -> dict[str, Any]:
    """How much there is of each type, and of cases by country and theme; zero where the index gives no answer."""
    kinds = facet_counts(["kind"], filters)
    cases = facet_counts(["country", "theme"], filters, kinds=["case"])
    found = {**(kinds or {"kind": {}}), **(cases or {"country": {}, "theme": {}})}
    return {**found, "counted": kinds is not None and cases is not None}


def theme_doors(counts: Mapping[str, int], parent: str | None = None) -> list[ThemeDoor]:
    """The themes below a parent, or the first level."""
    return [
        ThemeDoor(
            key,
            labels.label("theme", key),
            labels.definition("theme", key),
            counts.get(key, 0),
            reverse("theme", args=[key]),
        )
        for key in labels.children("theme", parent)
    ]


def proof(page: Any, newest: Iterable[Card], language: str) -> Proof | None:
    """The case that the editors chose, else the newest that has a value before and after with a source."""
    chosen = page.proof
    if chosen is not None and visibility.is_public(chosen.facts_page):
        candidates = [chosen.facts_page]
    else:
        keys = [card.key for card in newest][:PROOF_CANDIDATES]
        originals = CasePage.objects.filter(translation_key__in=keys, original=None).prefetch_related(
            "results"
        )
        by_key = {str(original.translation_key): original for original in visibility.public(originals)}
        candidates = [by_key[key] for key in keys if key in by_key]
    for original in candidates:
        figure = next(
            (each for each in original.facts.headlines if each.source and each.before is not None), None
        )
        figure = figure or next((each for each in original.facts.headlines if each.source and chosen), None)
        if figure is not None:
            return _proof(original, figure, language)
    return None


def _proof(original: CasePage, figure: Figure, language: str) -> Proof:
    pages = original.public_versions()
    site = next(iter(original.facts.sites), None)
    return Proof(
        page=versions.best(pages, language),
        figure=figure,
        place=(site.village or site.district or site.province) if site else "",
        country=site.country if site else "",
        versions=tuple(versions.version_of(each) for each in pages),
    )


def narrowed(name: str, value: str, language: str) -> dict[str, Any]:
    """Context of a country or a theme: counts of the other facets, newest cases, people and collections there."""
    counts = _counts({name: [value]})
    filters = {name: (value,)}
    cards = {
        kind: service.search(Params(kinds=(kind,), filters=filters, page_size=SHOWN), language).cards
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
