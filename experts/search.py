"""How experts join the search. Contact fields are never read here."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from asgiref.local import Local
from django.utils.translation import gettext, ngettext, pgettext
from django.utils.translation import gettext_lazy as _

from kb.catalogue.facets import COUNTRY, TAG, THEME, term_facet
from kb.catalogue.sources import WorkSource
from kb.core import cldr
from kb.core.text import paragraphs
from kb.vocabulary import labels, snapshot
from search.documents import Detail, FacetValue, Work
from search.facets import Facet

from . import evidence
from .models import ExpertPage

DORMANT_RANK = 0.5  # a profile that nobody confirmed for long comes later, and says so


def _language_names(keys: Collection[str], language: str) -> Mapping[str, str]:
    return {key: cldr.language_name(key, language) for key in keys}


EXPERT_KIND = term_facet("expert_kind", _("Type of expert"), "expert_kind")
SPOKEN = Facet("speaks", _("Speaks"), labels=_language_names)
AVAILABILITY = term_facet("availability", _("Available for"), "availability")


class ExpertSource(WorkSource):
    kind = "expert"
    label = _("expert")
    label_plural = _("experts")
    model = ExpertPage
    models = (ExpertPage,)
    facets = (COUNTRY, THEME, EXPERT_KIND, SPOKEN, AVAILABILITY, TAG)
    _evidence = Local()  # that of the experts of one `load`
    related = (
        "kind_rows",
        "languages",
        "positions",
        "expertise",
        "country_experience",
        "availability_rows",
        "education",
        "publications",
        "tagged_items__tag",
    )

    def counted(self, number: int, shown: str) -> str:
        return ngettext("%(shown)s expert", "%(shown)s experts", number) % {"shown": shown}

    def title(self, page: ExpertPage) -> str:
        return page.facts_page.name or page.title

    def names(self, original: ExpertPage) -> Iterable[str]:
        yield from original.names
        for position in original.positions.all():
            yield from filter(None, (position.title, position.organisation))
        for publication in original.publications.all():
            yield publication.title

    def terms(self, original: ExpertPage) -> Mapping[str, Sequence[str]]:
        return {
            "theme": [row.theme_key for row in original.expertise.all() if row.theme_key],
            "expert_kind": [row.term_key for row in original.kind_rows.all() if row.term_key],
            "availability": [row.term_key for row in original.availability_rows.all() if row.term_key],
        }

    def countries(self, original: ExpertPage) -> Sequence[str]:
        rows = [original.country, *(row.country for row in original.country_experience.all())]
        return list(dict.fromkeys(filter(None, rows)))

    def dependents(self, keys: Mapping[str, Sequence[str]]) -> Iterable[str]:
        """An expert is found by the themes and countries of the works that name them."""
        return evidence.named_by(keys)

    @snapshot.held()
    def load(self, keys: Sequence[str]) -> Mapping[str, Work]:
        originals = ExpertPage.objects.filter(translation_key__in=keys, original=None)
        self._evidence.value = evidence.of(list(originals.values_list("pk", flat=True)))
        return super().load(keys)

    def evidence(self, original: ExpertPage) -> tuple[Mapping[str, Sequence[str]], Sequence[str]]:
        found = self._evidence.value.get(original.pk, evidence.Evidence())
        return {"theme": found.themes}, found.countries

    def facet_values(self, original: ExpertPage) -> Mapping[str, Sequence[FacetValue]]:
        terms = self.terms(original)
        return {
            "country": self.countries(original),
            **terms,
            "speaks": [row.language for row in original.languages.all()],
            "tag": sorted(item.tag.name for item in original.tagged_items.all()),
        }

    def passages(self, page: ExpertPage) -> Iterable[str]:
        yield page.title
        yield from paragraphs(page.biography)

    def image(self, original: ExpertPage) -> int | None:
        return original.photo_id

    def rank(self, original: ExpertPage) -> float:
        return DORMANT_RANK if original.profile_status_key == "dormant" else 1.0

    def display(self, original: ExpertPage) -> Mapping[str, Any]:
        position = next((row for row in original.positions.all() if not row.end), None)
        return {
            "country": original.country,
            "position": ", ".join(filter(None, (position.title, position.organisation))) if position else "",
            "speaks": [row.language for row in original.languages.all()],
            "themes": self.terms(original)["theme"],
            "dormant": original.profile_status_key == "dormant",
            "also_called": original.names[1:],
        }

    def also_called(self, display: Mapping[str, Any]) -> Collection[str]:
        return display["also_called"]

    def emblem(self, display: Mapping[str, Any]) -> str:
        return next(iter(display["themes"]), "")

    def describe(self, display: Mapping[str, Any], language: str) -> tuple[Detail, ...]:
        themes = labels.labels("theme", display["themes"][:3], language).values()
        country = cldr.country_name(display["country"], language) if display["country"] else ""
        speaks = ", ".join(cldr.language_name(tag, language) for tag in display["speaks"])
        dormant = gettext("not confirmed recently") if display["dormant"] else ""
        invented = gettext("demonstration profile") if display.get("demonstration") else ""
        found = (
            Detail("position", pgettext("job", "Position"), display["position"]),
            Detail("place", gettext("Country of work"), country),
            Detail("themes", gettext("Themes"), ", ".join(themes)),
            Detail("speaks", gettext("Speaks"), speaks),
            Detail("dormant", gettext("Profile"), dormant),
            Detail("demonstration", gettext("Profile"), invented),
        )
        return tuple(detail for detail in found if detail.value)
