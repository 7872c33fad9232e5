"""How cases and collections join the search."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from asgiref.local import Local
from django.utils import translation
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from kb.catalogue.facets import COUNTRY, ORGANISATION, SDG, TAG, THEME, term_facet
from kb.catalogue.sources import WorkSource
from kb.core import cldr, visibility
from kb.core.text import paragraphs
from kb.vocabulary import amounts, labels
from search.documents import Detail, FacetValue, Work

from .facts import TERM_ROWS, years_of
from .models import CasePage, CollectionEntry, CollectionPage

TARGET_GROUP = term_facet("target_group", _("Target group"), "target_group")
DELIVERY_MODEL = term_facet("delivery_model", _("Delivery model"), "delivery_model")
EVIDENCE = term_facet("evidence", _("Type of evidence"), "evidence_level")

COLUMNS = ("delivery_model", "cooperation_form", "evidence_level", "status", "after_end")


class CaseSource(WorkSource):
    kind = "case"
    label = _("case")
    label_plural = _("cases")
    model = CasePage
    models = (CasePage,)
    facets = (COUNTRY, THEME, TARGET_GROUP, DELIVERY_MODEL, EVIDENCE, SDG, ORGANISATION, TAG)
    related = ("sites", "results", "organisations", "photos", "tagged_items__tag", *TERM_ROWS.values())

    def counted(self, number: int, shown: str) -> str:
        return ngettext("%(shown)s case", "%(shown)s cases", number) % {"shown": shown}

    def names(self, original: CasePage) -> Iterable[str]:
        for site in original.sites.all():
            yield from site.names
        for row in original.organisations.all():
            yield from filter(None, (row.name, row.name_local))

    def terms(self, original: CasePage) -> Mapping[str, Sequence[str]]:
        columns = {scheme: _keys(getattr(original, f"{scheme}_key")) for scheme in COLUMNS}
        rows = {scheme: _row_keys(original, name) for scheme, name in TERM_ROWS.items()}
        indicators = [row.indicator_key for row in original.results.all() if row.indicator_key]
        return {**columns, **rows, "indicator": list(dict.fromkeys(indicators))}

    def countries(self, original: CasePage) -> Sequence[str]:
        return list(dict.fromkeys(site.country for site in original.sites.all()))

    def facet_values(self, original: CasePage) -> Mapping[str, Sequence[FacetValue]]:
        return {
            "country": self.countries(original),
            "theme": _row_keys(original, "theme_rows"),
            "target_group": _row_keys(original, "target_group_rows"),
            "sdg": _row_keys(original, "sdg_rows"),
            "delivery_model": _keys(original.delivery_model_key),
            "evidence": _keys(original.evidence_level_key),
            "organisation": list(dict.fromkeys(row.name for row in original.organisations.all())),
            "tag": _tags(original),
        }

    def years(self, original: CasePage) -> tuple[int, ...]:
        return years_of(original.start, original.end)

    def passages(self, page: CasePage) -> Iterable[str]:
        for name in (
            "problem",
            "outcome",
            "setbacks",
            "replication_where",
            "replication_adapt",
            "replication_keep",
        ):
            yield from paragraphs(getattr(page, name))
        for name in ("steps", "lessons", "building_blocks"):
            for block in getattr(page, name):
                yield block.value["title"]
                yield from paragraphs(block.value["text"] or "")
                yield from paragraphs(block.value.get("enabling") or "")

    def image(self, original: CasePage) -> int | None:
        return next((photo.image_id for photo in original.photos.all() if photo.consent), None)

    def display(self, original: CasePage) -> Mapping[str, Any]:
        sites = list(original.sites.all())
        return {
            "place": next(
                (name for site in sites for name in (site.village, site.district, site.province) if name), ""
            ),
            "countries": self.countries(original),
            "start": original.start,
            "end": original.end,
            "evidence": original.evidence_level_key or "",
            "themes": _row_keys(original, "theme_rows"),
            "figure": _strongest(original),
        }

    def emblem(self, display: Mapping[str, Any]) -> str:
        return next(iter(display["themes"]), "")

    def describe(self, display: Mapping[str, Any], language: str) -> tuple[Detail, ...]:
        place, period, evidence = _facts_in(translation.get_language())
        found = [Detail("place", place, _place(display, language))]
        if display.get("start") or display.get("end"):
            found.append(Detail("period", period, _period(display, language)))
        if display.get("evidence"):
            level = labels.label("evidence_level", display["evidence"], language)
            found.append(Detail("evidence", evidence, level))
        if figure := display.get("figure"):
            name = figure["indicator_text"] or labels.label("indicator", figure["indicator"], language)
            found.append(Detail("figure", name, _figure(figure, language)))
        return tuple(detail for detail in found if detail.value)


class CollectionSource(WorkSource):
    kind = "collection"
    position = 1  # after the experts
    label = _("collection")
    label_plural = _("collections")
    model = CollectionPage
    models = (CollectionPage,)
    facets = (COUNTRY, THEME, TAG)
    _shown = Local()  # ids of the public cases among those of one `load`

    related = ("entries__case__sites", "entries__case__theme_rows", "tagged_items__tag")

    def counted(self, number: int, shown: str) -> str:
        return ngettext("%(shown)s collection", "%(shown)s collections", number) % {"shown": shown}

    def names(self, original: CollectionPage) -> Iterable[str]:
        return [name for name in (original.organiser, original.forum_edition) if name]

    def dependents(self, keys: Mapping[str, Sequence[str]]) -> Iterable[str]:
        """A collection is found by the countries and themes of its cases."""
        cases = keys.get(CaseSource.kind)
        if not cases:
            return ()
        held = CollectionPage.objects.filter(entries__case__translation_key__in=cases)
        return [str(key) for key in held.values_list("translation_key", flat=True).distinct()]

    def load(self, keys: Sequence[str]) -> Mapping[str, Work]:
        entries = CollectionEntry.objects.filter(page__translation_key__in=keys).values("case_id")
        cases = visibility.public(CasePage.objects.filter(pk__in=entries))
        self._shown.value = set(cases.values_list("pk", flat=True))
        return super().load(keys)

    def cases(self, original: CollectionPage) -> list[CasePage]:
        """The cases that the public may see: a hidden one must not be guessed from a facet."""
        return [entry.case for entry in original.entries.all() if entry.case_id in self._shown.value]

    def countries(self, original: CollectionPage) -> Sequence[str]:
        sites = (site for case in self.cases(original) for site in case.sites.all())
        return list(dict.fromkeys(site.country for site in sites))

    def terms(self, original: CollectionPage) -> Mapping[str, Sequence[str]]:
        rows = (row for case in self.cases(original) for row in case.theme_rows.all())
        return {"theme": list(dict.fromkeys(row.term_key for row in rows))}

    def facet_values(self, original: CollectionPage) -> Mapping[str, Sequence[FacetValue]]:
        return {
            "country": self.countries(original),
            "theme": self.terms(original)["theme"],
            "tag": _tags(original),
        }

    def years(self, original: CollectionPage) -> tuple[int, ...]:
        return (original.year,) if original.year else ()

    def passages(self, page: CollectionPage) -> Iterable[str]:
        yield from paragraphs(page.introduction)
        for block in page.chapters:
            yield block.value["title"]
            yield from paragraphs(block.value["text"] or "")

    def display(self, original: CollectionPage) -> Mapping[str, Any]:
        return {"organiser": original.organiser, "year": original.year, "cases": len(self.cases(original))}

    def describe(self, display: Mapping[str, Any], language: str) -> tuple[Detail, ...]:
        cases = cldr.number(display["cases"], language)
        found = (
            Detail("organiser", gettext("Organizer"), display["organiser"]),
            Detail("year", gettext("Year"), cldr.year(display["year"], language) if display["year"] else ""),
            Detail("cases", gettext("Cases"), cases),
        )
        return tuple(detail for detail in found if detail.value)


def _keys(key: str | None) -> list[str]:
    return [key] if key else []


def _row_keys(original: CasePage, relation: str) -> list[str]:
    return [row.term_key for row in getattr(original, relation).all() if row.term_key]


def _tags(original: Any) -> list[str]:
    return sorted(item.tag.name for item in original.tagged_items.all())


def _strongest(original: CasePage) -> dict[str, Any] | None:
    """The first headline figure, else the first with a value before and after, else the first of all."""
    rows = [row for row in original.results.all() if row.after is not None]
    if not rows:
        return None
    row = min(rows, key=lambda row: (not row.headline, row.before is None))
    return {
        "indicator": row.indicator_key or "",
        "indicator_text": "" if row.indicator_key else row.indicator_text,
        "before": str(row.before) if row.before is not None else None,
        "after": str(row.after),
        "unit": row.unit_key or "",
        "qualifier": row.qualifier_key or "exact",
        "as_of": row.as_of,
    }


@lru_cache(maxsize=32)
def _facts_in(language: str | None) -> tuple[str, str, str]:
    """What the facts of each card of a page are called in the active language."""
    return gettext("Place"), gettext("Period"), gettext("Type of evidence")


def _place(display: Mapping[str, Any], language: str) -> str:
    countries = ", ".join(cldr.country_name(country, language) for country in display["countries"])
    return ", ".join(part for part in (display["place"], countries) if part)


def _period(display: Mapping[str, Any], language: str) -> str:
    dates = [cldr.date(display[name], language) for name in ("start", "end") if display.get(name)]
    return "–".join(dict.fromkeys(dates))


def _figure(figure: Mapping[str, Any], language: str) -> str:
    values = [cldr.number(figure[name], language) for name in ("before", "after") if figure[name] is not None]
    unit = labels.label("unit", figure["unit"], language) if figure["unit"] else ""
    if figure["qualifier"] != "exact":  # nearly all are, and each card has a figure
        with translation.override(language):
            values[-1] = amounts.amount(values[-1], figure["qualifier"])
    text = f"{' → '.join(values)} {unit}".strip()
    return f"{text} · {cldr.date(figure['as_of'], language)}" if figure["as_of"] else text
