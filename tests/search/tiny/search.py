from __future__ import annotations

from collections import defaultdict

from wagtail.models import Page

from kb.core import visibility
from search.documents import Detail, Text, Work
from search.facets import Facet, Shape
from search.sources import Source

from .models import PlantPage

COUNTRIES = {"KH": {"en": "Cambodia", "km": "កម្ពុជា"}, "LA": {"en": "Laos"}, "CN": {"en": "China"}}
USES = {
    "food": {"en": "food", "lo": "ອາຫານ", "th": "อาหาร"},
    "fruit": {"en": "fruit", "lo": "ໝາກໄມ້", "th": "ผลไม้"},
    "fibre": {"en": "fibre", "lo": "ເສັ້ນໃຍ", "th": "เส้นใย"},
}
PARENTS = {"fruit": "food"}


def _labels(table):
    def labels(keys, language):
        return {key: table[key].get(language, table[key]["en"]) for key in keys if key in table}

    return labels


COUNTRY = Facet("grown_in", "Grown in", labels=_labels(COUNTRIES))
USE = Facet(
    "use",
    "Use",
    labels=_labels(USES),
    shape=Shape.TREE,
    parents=lambda keys: {key: PARENTS[key] for key in keys if key in PARENTS},
)


class PlantSource(Source):
    kind = "plant"
    label = "plant"
    label_plural = "plants"
    models = (PlantPage,)
    facets = (COUNTRY, USE)
    visible = staticmethod(visibility.visible)

    def load(self, keys):
        pages = list(
            PlantPage.objects.filter(translation_key__in=keys, alias_of__isnull=True)
            .select_related("locale")
            .prefetch_related("other_names")
            .order_by("pk")
        )
        shown = visibility.visible([page.pk for page in pages])
        works = defaultdict(list)
        for page in pages:
            if page.pk in shown:
                works[str(page.translation_key)].append(page)
        return {key: self._work(key, found) for key, found in works.items()}

    def _work(self, key, pages):
        first = pages[0]
        uses = [use for use in first.uses.split() if use]
        every = {*uses, *(PARENTS[use] for use in uses if use in PARENTS)}
        languages = {code for use in every for code in USES[use]}
        return Work(
            key=key,
            kind="plant",
            external_id=first.slug,
            original_language=first.locale.language_code,
            texts={page.locale.language_code: _text(page) for page in pages},
            published=first.first_published_at or first.latest_revision_created_at or _epoch(),
            visible_until=first.expire_at,
            ancestors=tuple(
                Page.objects.filter(
                    path__in=[p for page in pages for p in visibility.prefixes(page.path)]
                ).values_list("pk", flat=True)
            ),
            names=tuple(name.name for page in pages for name in page.other_names.all()),
            labels={code: tuple(USES[use][code] for use in every if code in USES[use]) for code in languages},
            facets={"grown_in": (first.country,) if first.country else (), "use": tuple(uses)},
            years=tuple(range(first.first_year, (first.last_year or first.first_year) + 1))
            if first.first_year
            else (),
            display={"country": first.country},
            rank=0.5 if first.dormant else 1.0,
            image=first.photo_id,
        )

    def describe(self, display, language):
        country = COUNTRIES.get(display["country"], {})
        return (Detail("place", "Grown in", country.get(language, country.get("en", display["country"]))),)


def _text(page):
    return Text(
        page=page.pk,
        title=page.title,
        url=page.get_url() or "",
        summary=page.summary,
        passages=tuple(page.body.split("\n")),
    )


def _epoch():
    from datetime import UTC, datetime

    return datetime(2020, 1, 1, tzinfo=UTC)
