"""Links between the languages of a page: `{% load navigation %}`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import template
from django.conf import settings
from django.utils import translation

from kb.core import languages

register = template.Library()


@dataclass(frozen=True, slots=True)
class LanguageLink:
    """The same page under another language's prefix.

    `available`: whether its words exist in that language; the page opens in either case.
    """

    language: languages.Language
    url: str
    available: bool
    current: bool

    @property
    def absolute(self) -> str:
        return absolute(self.url)


@register.filter
def absolute(url: str) -> str:
    """The full address of a path of this site."""
    return url if url.startswith(("http://", "https://")) else settings.SITE_URL.rstrip("/") + url


@register.simple_tag(takes_context=True)
def language_links(context: template.Context) -> list[LanguageLink]:
    """One link a language, in the order of the language table.

    A view that knows better gives `alternates`: a list of (language code, url, available). Otherwise the
    address of the request is taken and its prefix exchanged.
    """
    current = translation.get_language() or languages.DEFAULT
    given = context.get("alternates")
    if given is None:
        given = _from_address(context.get("request"))
    return [
        LanguageLink(languages.get(code), url, available, languages.get(code).code == current)
        for code, url, available in given
    ]


def _from_address(request: Any) -> list[tuple[str, str, bool]]:
    address = request.get_full_path() if request else "/"
    _, first, *rest = [*address.split("/", 2), ""][:3]
    if first in languages.BY_CODE:
        return [(code, f"/{code}/{rest[0]}", True) for code in languages.CODES]
    return [(code, f"/{code}/", True) for code in languages.CODES]


@register.simple_tag
def home_url() -> str:
    """The home page in the reader's language."""
    return f"/{translation.get_language() or languages.DEFAULT}/"


@register.simple_tag
def search_url(**parameters: str) -> str:
    """The search page in the reader's language: `{% search_url kind="case" %}`."""
    query = f"?{urlencode(parameters)}" if parameters else ""
    return f"{home_url()}search/{query}"
