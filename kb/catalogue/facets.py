"""Facets that several content types share. The search counts a shared facet over all of them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from functools import partial

from django.utils.translation import gettext_lazy as _

from kb.core import cldr, countries
from kb.vocabulary import labels
from search.facets import Facet, Lazy, Shape


def _countries(keys: Collection[str], language: str) -> Mapping[str, str]:
    return {key: cldr.country_name(key, language) for key in keys if key in countries.codes()}


def _term_labels(scheme: str) -> Callable[[Collection[str], str], Mapping[str, str]]:
    def resolve(keys: Collection[str], language: str) -> Mapping[str, str]:
        return labels.labels(scheme, labels.known(scheme, keys), language)

    return resolve


def term_facet(name: str, label: Lazy, scheme: str, *, tree: bool = False, shown: bool = True) -> Facet:
    """A facet whose values are terms of the vocabulary."""
    shape = Shape.TREE if tree else Shape.TERMS
    return Facet(
        name,
        label,
        labels=_term_labels(scheme),
        shape=shape,
        parents=partial(labels.parents, scheme),
        shown=shown,
    )


COUNTRY = Facet("country", _("Country"), labels=_countries)
THEME = term_facet("theme", _("Theme"), "theme", tree=True)
SDG = term_facet("sdg", _("Sustainable Development Goal"), "sdg", tree=True)
ORGANISATION = Facet("organisation", _("Organisation"))
TAG = Facet("tag", _("Tag"))
