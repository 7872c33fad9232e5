"""Names, dates and numbers in templates: `{% load formats %}`. All follow the active language."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from kb.core import cldr, languages

register = template.Library()


@register.filter
def country(code: str) -> str:
    """`{{ "LA"|country }}`: the name of a country."""
    return cldr.country_name(code) if code else ""


@register.filter
def language_name(tag: str) -> str:
    """The name of a language in the reader's language."""
    return cldr.language_name(tag) if tag else ""


@register.filter
def autonym(tag: str) -> str:
    """The name of a language in its own script."""
    return cldr.autonym(tag) if tag else ""


@register.filter
def bcp47(code: str) -> str:
    """The `lang` of one of our language codes; other tags stay as they are."""
    known = languages.BY_CODE.get(code or "")
    return known.tag if known else code


@register.filter
def number(value: Any) -> str:
    """A number with the language's separators; what is not a number stays as it is."""
    amount = cldr.as_decimal(value)
    return cldr.number(amount) if amount is not None else (value or "")


@register.filter
def digits(text: str) -> str:
    """Words that have numbers in them, with the digits of the language."""
    return cldr.digits(str(text))


@register.filter
def compact(value: Any) -> str:
    """A large round number in words such as “98.99 million”; empty when the number itself reads better."""
    amount = cldr.as_decimal(value)
    return cldr.compact(amount) if amount is not None else ""


@register.filter
def tall(value: Any) -> SafeString:
    """A number as an ornament: tall, inside the words that say of what."""
    return format_html('<span class="tall">{}</span>', number(value))


@register.filter
def percent(value: Any) -> str:
    """A share in percent."""
    amount = cldr.as_decimal(value)
    return cldr.percent(amount) if amount is not None else ""


@register.filter
def money(amount: Any, code: str) -> str:
    """`{{ row.amount|money:row.currency }}`"""
    value = cldr.as_decimal(amount)
    return cldr.currency(value, code) if value is not None and code else number(amount)


@register.filter
def day(value: Any) -> str:
    """A date, whole or partial (`2020-10`)."""
    return cldr.date(value)


@register.filter
def year(value: Any) -> str:
    """A year alone."""
    return cldr.year(value) if value else ""


@register.filter
def ago(value: Any) -> str:
    """How long ago."""
    return cldr.relative(value) if value else ""
