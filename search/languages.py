"""The site's languages as the search needs them, from Django's settings."""

from __future__ import annotations

from functools import cache

from django.conf import settings
from django.utils.translation import get_language_info

from search.analysis import UNSPACED, languages_of


@cache
def codes() -> tuple[str, ...]:
    """Codes of all content languages, in the order of the settings."""
    return tuple(code for code, _ in settings.LANGUAGES)


def is_unspaced(code: str) -> bool:
    """Whether words of the language run together, so that it has bigrams beside words."""
    return code in UNSPACED


def for_text(text: str) -> tuple[str, ...]:
    """The languages in which these words may be found, by their script."""
    return tuple(languages_of(text, codes())) or codes()


@cache
def own_name(code: str) -> str:
    """The language named in its own script; the code itself for one that Django does not know."""
    try:
        name: str = get_language_info(code)["name_local"]
    except KeyError:
        return code
    return name
