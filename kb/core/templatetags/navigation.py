"""Links between the languages of a page: `{% load navigation %}`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import template
from django.utils import translation

from kb.core import cldr, languages, versions
from kb.core.addresses import absolute

register = template.Library()
register.filter(absolute)
register.filter(versions.for_reader)


@dataclass(frozen=True, slots=True)
class LanguageLink:
    """The same page under another language's prefix, whether or not its words exist in that language."""

    language: languages.Language
    url: str
    current: bool

    @property
    def absolute(self) -> str:
        return absolute(self.url)


@register.simple_tag(takes_context=True)
def language_links(context: template.Context) -> list[LanguageLink]:
    """One link a language, in the order of the language table: this address under every prefix.

    A work opens under each. Other pages may have other addresses: their view gives `alternates`, a list of
    (BCP 47 tag, address), and languages that it lacks lead to the home page.
    """
    current = translation.get_language() or languages.DEFAULT
    addresses = _from_address(context.get("request"))
    if "versions" not in context and context.get("alternates"):
        given = dict(context["alternates"])
        addresses = {code: given.get(languages.get(code).tag, f"/{code}/") for code in languages.CODES}
    return [
        LanguageLink(languages.get(code), address, languages.get(code).code == current)
        for code, address in addresses.items()
    ]


def _from_address(request: Any) -> dict[str, str]:
    address = request.get_full_path() if request else "/"
    first, _, rest = address.lstrip("/").partition("/")
    return {code: f"/{code}/{rest if first in languages.BY_CODE else ''}" for code in languages.CODES}


@register.simple_tag
def home_url() -> str:
    """The home page in the reader's language."""
    return f"/{translation.get_language() or languages.DEFAULT}/"


@register.simple_tag
def search_url(**parameters: str) -> str:
    """The search page in the reader's language: `{% search_url kind="case" %}`."""
    query = f"?{urlencode(parameters)}" if parameters else ""
    return f"{home_url()}search/{query}"


@register.simple_tag
def country_url(code: str) -> str:
    """The page of a country; the search for it where the country is outside the region and has no page."""
    return f"{home_url()}country/{code.lower()}/" if code in cldr.REGION else search_url(country=code)


@register.simple_tag
def theme_url(key: str) -> str:
    """The page of a theme."""
    return f"{home_url()}theme/{key}/"
