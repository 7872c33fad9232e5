"""The facts and the languages of a work in a list as HTML: `{% load cards %}`.

Written in Python for the reason of `choices`: a page of results has eighty facts and seventy languages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from html import escape
from typing import Any

from django import template
from django.utils.safestring import SafeString

from kb.core import cldr

from .formats import bcp47, wholes

register = template.Library()

_FACT = '<div class="detail-{name}"><dt>{label}</dt><dd>{value}</dd></div>'
_LANGUAGE = '<a href="{url}" lang="{tag}" hreflang="{tag}"{current}>{name}</a> '
#: How a line may break what is said: nothing of a date, nothing behind a dot of a figure.
_VALUES: Mapping[str, Callable[[str], str]] = {
    "figure": wholes,
    "period": lambda value: escape(cldr.unbroken(value)),
}


@register.simple_tag
def facts_of(card: Any) -> SafeString:
    """The facts of a `search.results.Card`, as a list of terms; nothing where there are none."""
    facts = "".join(
        _FACT.format(
            name=escape(fact.name),
            label=escape(fact.label),
            value=_VALUES.get(fact.name, escape)(fact.value),
        )
        for fact in card.details
    )
    return SafeString(f'<dl class="details">{facts}</dl>' if facts else "")


@register.simple_tag
def languages_of(card: Any) -> SafeString:
    """Links to the versions of a `search.results.Card`; the one whose words the card has is the current one."""
    return SafeString("".join(_languages(card.versions, card.language)))


def _languages(versions: Iterable[Any], shown: str) -> Iterable[str]:
    for version in versions:
        yield _LANGUAGE.format(
            url=escape(version.url),
            tag=escape(bcp47(version.language)),
            current=' aria-current="true"' if version.language == shown else "",
            name=escape(cldr.autonym(version.language)),
        )
