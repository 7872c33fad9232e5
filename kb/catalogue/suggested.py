"""What is suggested in the search box beside works: themes, and the countries of the region."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from kb.core import cldr, countries, languages
from kb.core.templatetags.navigation import country_url, theme_url
from kb.vocabulary import labels, snapshot
from search.suggesting import terms
from search.suggesting.terms import Names, Terms


def _theme_version() -> str:
    return snapshot.current().version


@snapshot.held()
def _themes() -> Mapping[str, Names]:
    keys = [entry.key for entry in labels.entries("theme")]
    return {key: names for key, names in labels.names_in_all_languages("theme", keys).items() if names}


def _country_version() -> str:
    return ""


def _countries() -> Mapping[str, Names]:
    return {
        code: {language: countries.names(code, language) for language in languages.CODES}
        for code in cldr.REGION
    }


def make_known() -> None:
    """Called once, when the app is ready."""
    terms.register(Terms("theme", _("Theme"), _theme_version, _themes, theme_url))
    terms.register(Terms("country", _("Country"), _country_version, _countries, country_url))
