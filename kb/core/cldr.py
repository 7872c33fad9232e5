"""Names, dates and numbers of the ten languages, from CLDR, with the corrections that we reviewed.

Every function takes the language as a code of `kb.core.languages`; without one it takes the language that
is active. Django's own formats are not used: its catalogues lack Lao and Filipino and most of Khmer and Burmese.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Literal

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton, format_timedelta
from babel.numbers import (
    format_compact_decimal,
    format_currency,
    format_decimal,
    format_percent,
    get_group_symbol,
)
from django.utils import timezone

from kb.core import languages

# China and the eleven members of ASEAN, in the order in which tiles and lists show them.
REGION = ("CN", "MM", "LA", "VN", "TH", "KH", "PH", "MY", "BN", "SG", "ID", "TL")

# What the governments call these countries, where CLDR says otherwise: no colonial name in brackets, the
# form used at the United Nations and in ASEAN, and in Thai and Lao the official abbreviation of the Lao PDR.
NAME_OVERRIDES = {
    "en": {"BN": "Brunei Darussalam", "LA": "Lao PDR", "MM": "Myanmar", "VN": "Viet Nam"},
    "zh-hans": {},
    "id": {"BN": "Brunei Darussalam", "MM": "Myanmar", "TL": "Timor-Leste"},
    "ms": {"BN": "Brunei Darussalam", "MM": "Myanmar"},
    "th": {"BN": "บรูไนดารุสซาลาม", "LA": "สปป. ลาว", "MM": "เมียนมา"},
    "vi": {"MM": "Myanmar"},
    "lo": {"LA": "ສປປ ລາວ", "MM": "ມຽນມາ"},
    "km": {"MM": "មីយ៉ាន់ម៉ា"},
    "my": {"TL": "တီမော-လက်စ်တေ"},
    "fil": {"BN": "Brunei Darussalam", "LA": "Lao PDR", "MM": "Myanmar", "VN": "Viet Nam"},
}
# Khmu is spoken in the Lao PDR and around it, and CLDR has no name for it.
LANGUAGE_OVERRIDES = {
    "en": {"kjg": "Khmu"},
    "zh-hans": {"kjg": "克木语"},
    "id": {"kjg": "Khmu", "zh": "Mandarin"},
    "ms": {"kjg": "Khmu"},
    "th": {"kjg": "ขมุ"},
    "vi": {"kjg": "Tiếng Khơ Mú"},
    "lo": {"kjg": "ກຶມມຸ"},
    "km": {"kjg": "ខ្មុ"},
    "my": {"kjg": "ခမု"},
    "fil": {"kjg": "Khmu"},
}
BUDDHIST_ERA = 543

_PARTIAL = re.compile(r"(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?")
_BURMESE_DIGITS = str.maketrans("0123456789", "၀၁၂၃၄၅၆၇၈၉")


def _language(code: str | None) -> languages.Language:
    return languages.get(code) if code else languages.current()


@lru_cache(maxsize=16)
def _locale(cldr: str) -> Locale:
    return Locale.parse(cldr)


def _digits(text: str, language: languages.Language) -> str:
    """CLDR's own digits, which in our ten languages differ from the Latin ones in Burmese only."""
    return text.translate(_BURMESE_DIGITS) if language.code == "my" else text


def digits(text: str, language: str | None = None) -> str:
    """`text` with its Latin digits as the language writes them."""
    return _digits(text, _language(language))


def country_name(country: str, language: str | None = None) -> str:
    """The name of a country by its ISO 3166 code; the code itself when nobody has a name for it."""
    chosen = _language(language)
    return NAME_OVERRIDES[chosen.code].get(country.upper()) or name_of_cldr(country, chosen.code)


def name_of_cldr(country: str, language: str) -> str:
    """The same without our corrections; older names may stand behind it in brackets."""
    return _locale(languages.get(language).cldr).territories.get(country.upper(), country)


def territory_codes() -> frozenset[str]:
    """Every code that CLDR names in English: countries, and with them groups and parts of the world."""
    return frozenset(_locale("en").territories)


def language_name(tag: str, language: str | None = None) -> str:
    """The name of any language (BCP 47 tag) in the reader's language; the tag when CLDR has none."""
    chosen = _language(language)
    base = tag.replace("_", "-").split("-")[0].lower()
    override = LANGUAGE_OVERRIDES.get(chosen.code, {}).get(base)
    return override or _locale(chosen.cldr).languages.get(base, tag)


def autonym(tag: str) -> str:
    """The name of any language in its own script."""
    if known := languages.BY_CODE.get(tag.lower()):
        return known.autonym
    base = tag.replace("_", "-").split("-")[0].lower()
    try:
        name = Locale.parse(base).get_display_name()
    except (UnknownLocaleError, ValueError):
        name = None
    return name or language_name(tag, languages.DEFAULT)


def number(value: Decimal | float | int | str | None, language: str | None = None) -> str:
    """A number with the language's separators and no needless zeros; empty for None."""
    if value is None or value == "":
        return ""
    if type(value) is int and value >= 0:
        return _whole(value, _language(language))
    amount = value if isinstance(value, Decimal) else Decimal(str(value))
    return _number(amount, _language(language).code)


def _whole(value: int, language: languages.Language) -> str:
    """The same as babel's, in a tenth of the time: a page of results shows two hundred counts."""
    return _digits(f"{value:,}".replace(",", _thousands(language.cldr)), language)


@lru_cache(maxsize=16)
def _thousands(cldr: str) -> str:
    return get_group_symbol(_locale(cldr))


@lru_cache(maxsize=4096)
def _number(amount: Decimal, code: str) -> str:
    chosen = _language(code)
    return _digits(format_decimal(amount, "#,##0.######", locale=_locale(chosen.cldr)), chosen)


def percent(value: Decimal | float | int, language: str | None = None) -> str:
    """A share given in percent (`50` is one half)."""
    chosen = _language(language)
    share = Decimal(str(value)) / 100
    return _digits(format_percent(share, "#,##0.##%", locale=_locale(chosen.cldr)), chosen)


def currency(amount: Decimal | float | int, code: str, language: str | None = None) -> str:
    """An amount of money; minor units only where there are any."""
    chosen = _language(language)
    locale = _locale(chosen.cldr)
    amount = Decimal(str(amount))
    pattern = locale.currency_formats["standard"].pattern
    if amount == amount.to_integral_value():
        pattern = pattern.replace(".00", "")
    text = format_currency(amount, code, pattern, locale=locale, currency_digits=False)
    # Patterns are made for signs; where there is only the code, some put it next to a digit: 500SGD.
    text = re.sub(rf"(?<=\d){code}", f"\N{NO-BREAK SPACE}{code}", text)
    text = re.sub(rf"{code}(?=\d)", f"{code}\N{NO-BREAK SPACE}", text)
    return _digits(text, chosen)


#: From here on a round number reads better as "98.99 million" than with all its zeros.
LARGE, MOST_DIGITS = 1_000_000, 4


def compact(value: Decimal | float | int, language: str | None = None) -> str:
    """A large number as "98.99 million" where that says all of it; empty where it would round or is no shorter."""
    amount = Decimal(str(value)).normalize()
    if abs(amount) < LARGE or len(amount.as_tuple().digits) > MOST_DIGITS:
        return ""
    chosen = _language(language)
    locale = _locale(chosen.cldr)
    form: Literal["short", "long"] = "long" if locale.compact_decimal_formats.get("long") else "short"
    text = format_compact_decimal(amount, format_type=form, locale=locale, fraction_digits=MOST_DIGITS)
    return _digits(text, chosen)


def listed(names: Sequence[str], language: str | None = None) -> str:
    """Names one after the other, with the comma of the language; no "and", which many names have in themselves."""
    return {"han": "、", "burmese": "၊ "}.get(_language(language).script, ", ").join(names)


def parse_partial(value: str) -> tuple[int, int | None, int | None]:
    """Year, month and day of `2020`, `2020-10` or `2020-10-27`.

    Raises ValueError when the text is none of these or the calendar has no such day.
    """
    match = _PARTIAL.fullmatch(value.strip())
    if not match:
        raise ValueError(f"not a date of the form 2020, 2020-10 or 2020-10-27: {value!r}")
    year, month, day = (int(part) if part else None for part in match.groups())
    dt.date(year or 0, month or 1, day or 1)
    return year or 0, month, day


def date(value: dt.date | dt.datetime | str | None, language: str | None = None) -> str:
    """A date as exact as it is known: `2020`, `2020-10`, `2020-10-27`, or a date.

    Thai adds the year of the Buddhist era. What is not a date is shown as it is; empty for None.
    """
    if not value:
        return ""
    chosen = _language(language)
    month: int | None
    day: int | None
    if isinstance(value, dt.datetime):
        value = timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    if isinstance(value, dt.date):
        year, month, day = value.year, value.month, value.day
    else:
        try:
            year, month, day = parse_partial(value)
        except ValueError:
            return value
    return _date(year, month, day, chosen.code)


@lru_cache(maxsize=4096)
def _date(year: int, month: int | None, day: int | None, code: str) -> str:
    chosen = _language(code)
    text = _digits(_date_text(year, month, day, chosen), chosen)
    return f"{text} (พ.ศ. {year + BUDDHIST_ERA})" if chosen.code == "th" else text


def _date_text(year: int, month: int | None, day: int | None, language: languages.Language) -> str:
    locale = _locale(language.cldr)
    point = dt.date(year, month or 1, day or 1)
    if month is None:
        return f"{year}年" if language.script == "han" else str(year)
    if day is None:
        return format_skeleton("yMMMM", point, locale=locale)
    if language.code == "th":  # the long pattern names the era, which would then stand twice
        return format_date(point, "d MMMM y", locale=locale)
    return format_date(point, "long", locale=locale)


def unbroken(text: str) -> str:
    """A date in which no line breaks: its spaces hold, and in Chinese the number before each 年, 月 and 日.

    What stands in brackets may begin a line, for it makes Thai dates as long as some columns.
    """
    text = re.sub(r" (?!\()", "\N{NO-BREAK SPACE}", text)
    return re.sub(r"(?<=\d)(?=[年月日])", "\N{WORD JOINER}", text)


def year(value: int | str, language: str | None = None) -> str:
    """A year alone, in the language's digits, without grouping."""
    return _digits(str(value), _language(language))


def relative(value: dt.datetime, language: str | None = None) -> str:
    """How long ago (or ahead), such as “3 days ago”."""
    chosen = _language(language)
    text = format_timedelta(value - timezone.now(), add_direction=True, locale=_locale(chosen.cldr))
    return _digits(text, chosen)


def as_decimal(value: object) -> Decimal | None:
    """`value` as a number; None when it is not one."""
    try:
        return None if value is None else Decimal(str(value))
    except InvalidOperation:
        return None
