"""Names, dates and numbers in templates: `{% load formats %}`. All follow the active language."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString

from kb.core import cldr, languages

register = template.Library()

# A number of more signs is written smaller where figures are large, so that it keeps in one line.
LONG = 9
_HAN = re.compile(r"\W*[\d ]*[\u4e00-\u9fff]")
_FIGURE = re.compile(r"\d[\d.,]*")
# Latin words break behind a hyphen by themselves; Thai to Burmese ones wherever their dictionary says.
_PARTS = re.compile("(?<= · )|(?<=-)(?=[\u0e00-\u109f])")


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
def large(text: str) -> SafeString:
    """A written number as an ornament: its digits never part, and the words in it (“million”) are smaller."""
    found = _FIGURE.search(text)
    if not found:
        return conditional_escape(text)
    before, figure, after = text[: found.start()], found.group(), text[found.end() :]
    return format_html(
        "{}{}{}",
        _scale(before),
        format_html('<span class="{}">{}</span>', "digits long" if len(figure) > LONG else "digits", figure),
        _scale(after),
    )


def _scale(words: str) -> SafeString:
    bare = words.strip()
    if not bare:
        return conditional_escape(words)
    before, after = words.split(bare)
    return format_html('{}<span class="scale">{}</span>{}', before, bare, after)


@register.filter
def wholes(text: str) -> SafeString:
    """Words of which a line breaks none that stands behind a dot, or in the names of countries a hyphen."""
    first, *others = _PARTS.split(text)
    found = [conditional_escape(first.replace(" · ", "\N{NO-BREAK SPACE}· "))]
    found += [format_html('<span class="whole">{}</span>', part) for part in others]
    return SafeString("".join(found))


@register.filter
def shortened(text: str, length: int) -> str:
    """The beginning of a text, up to the end of a word where the script parts words; in Chinese two fifths as long."""
    if _HAN.match(text):
        length = length * 2 // 5
    if len(text) <= length:
        return text
    cut = length - 1
    while cut and unicodedata.category(text[cut]).startswith("M"):  # no vowel loses its consonant
        cut -= 1
    end = text.rfind(" ", max(0, length - 30), cut + 1)
    return f"{text[: end if end > 0 else cut].rstrip(' ,;:')}…"


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
    """A date, whole or partial (`2020-10`), that no line breaks; the Thai year in brackets may stand in the next."""
    return cldr.unbroken(cldr.date(value))


@register.filter
def unbroken(text: str) -> str:
    """Dates that are written already, that no line breaks."""
    return cldr.unbroken(text)


@register.filter
def year(value: Any) -> str:
    """A year alone."""
    return cldr.year(value) if value else ""


@register.filter
def ago(value: Any) -> str:
    """How long ago."""
    return cldr.relative(value) if value else ""
