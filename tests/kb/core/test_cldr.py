"""Names, dates and numbers in ten languages."""

import datetime as dt
from decimal import Decimal

import pytest
from django.utils import translation

from kb.core import cldr, languages


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("en", {"MM": "Myanmar", "LA": "Lao PDR", "VN": "Viet Nam", "TL": "Timor-Leste"}),
        ("zh-hans", {"MM": "缅甸", "LA": "老挝", "VN": "越南", "TL": "东帝汶"}),
        ("id", {"MM": "Myanmar", "TL": "Timor-Leste", "CN": "Tiongkok"}),
        ("th", {"MM": "เมียนมา", "LA": "สปป. ลาว"}),
        ("vi", {"MM": "Myanmar", "VN": "Việt Nam"}),
        ("lo", {"MM": "ມຽນມາ", "LA": "ສປປ ລາວ"}),
        ("km", {"MM": "មីយ៉ាន់ម៉ា", "KH": "កម្ពុជា"}),
        ("my", {"MM": "မြန်မာ", "TL": "တီမော-လက်စ်တေ"}),
        ("fil", {"MM": "Myanmar", "PH": "Pilipinas"}),
    ],
)
def test_countries_are_called_what_their_governments_call_them(language, names):
    assert {code: cldr.country_name(code, language) for code in names} == names


@pytest.mark.parametrize("language", languages.CODES)
def test_every_country_of_the_region_has_a_name_without_brackets(language):
    for code in cldr.REGION:
        name = cldr.country_name(code, language)
        assert name != code
        assert "(" not in name


def test_an_unknown_country_shows_its_code():
    assert cldr.country_name("ZZ9", "en") == "ZZ9"


@pytest.mark.parametrize(
    ("language", "year", "month", "day"),
    [
        ("en", "2020", "October 2020", "27 October 2020"),
        ("zh-hans", "2020年", "2020年10月", "2020年10月27日"),
        ("id", "2020", "Oktober 2020", "27 Oktober 2020"),
        ("ms", "2020", "Oktober 2020", "27 Oktober 2020"),
        ("th", "2020 (พ.ศ. 2563)", "ตุลาคม 2020 (พ.ศ. 2563)", "27 ตุลาคม 2020 (พ.ศ. 2563)"),
        ("vi", "2020", "tháng 10 năm 2020", "27 tháng 10, 2020"),
        ("lo", "2020", "ຕຸລາ 2020", "27 ຕຸລາ 2020"),
        ("km", "2020", "តុលា 2020", "27 តុលា 2020"),
        ("my", "၂၀၂၀", "၂၀၂၀ အောက်တိုဘာ", "၂၀၂၀ အောက်တိုဘာ ၂၇"),
        ("fil", "2020", "Oktubre 2020", "Oktubre 27, 2020"),
    ],
)
def test_dates_are_as_exact_as_they_are_known(language, year, month, day):
    assert cldr.date("2020", language) == year
    assert cldr.date("2020-10", language) == month
    assert cldr.date("2020-10-27", language) == day
    assert cldr.date(dt.date(2020, 10, 27), language) == day


def test_what_is_not_a_date_is_shown_as_it_is():
    assert cldr.date("spring 2020", "en") == "spring 2020"
    assert cldr.date(None, "en") == ""


@pytest.mark.parametrize("value", ["2020-13", "2020-02-30", "20", "", "2020-10-27-01", "yesterday"])
def test_a_partial_date_that_cannot_be_is_refused(value):
    with pytest.raises(ValueError):
        cldr.parse_partial(value)


@pytest.mark.parametrize("code", [language.code for language in languages.LANGUAGES])
def test_counts_are_written_as_babel_writes_them(code):
    for value in (0, 7, 999, 1_000, 1_282, 20_305, 999_999, 1_000_000, 12_345_678, -5, -1_282):
        assert cldr.number(value, code) == cldr.number(Decimal(value), code)


def test_numbers_and_money():
    assert cldr.number(Decimal("1234567.50"), "en") == "1,234,567.5"
    assert cldr.number("1234567.50", "vi") == "1.234.567,5"
    assert cldr.number(1282, "my") == "၁,၂၈၂"
    assert cldr.number(Decimal("4000"), "km") == "4,000"
    assert cldr.number(None, "en") == ""
    assert cldr.percent(Decimal("12.5"), "id") == "12,5%"
    assert cldr.currency(15000, "USD", "en") == "US$15,000"
    assert cldr.currency(Decimal("15000.5"), "CNY", "zh-hans") == "¥15,000.50"
    assert cldr.currency(33300000, "CNY", "vi").replace("\xa0", " ") == "33.300.000 CN¥"


@pytest.mark.parametrize(
    ("language", "text"),
    [("en", "SGD 500"), ("zh-hans", "SGD 500"), ("km", "500 SGD"), ("my", "၅၀၀ SGD")],
)
def test_the_code_of_a_currency_stands_apart_from_the_number(language, text):
    assert cldr.currency(500, "SGD", language).replace("\xa0", " ") == text


def test_words_with_numbers_take_the_digits_of_the_language():
    assert cldr.digits("12 · 5", "my") == "၁၂ · ၅"
    assert cldr.digits("12 · 5", "km") == "12 · 5"


def test_languages_are_named_in_their_own_script_and_in_the_readers():
    assert cldr.autonym("lo") == "ລາວ"
    assert cldr.autonym("zh-hans") == "中文"
    assert cldr.autonym("fr") == "français"
    assert cldr.autonym("xx-none") == "xx-none"
    assert cldr.language_name("km", "zh-hans") == "高棉语"
    assert cldr.language_name("zh-hans", "en") == "Chinese"


def test_khmu_has_a_name_in_every_language():
    for code in languages.CODES:
        assert "kjg" not in cldr.language_name("kjg", code)


def test_the_active_language_is_the_default():
    with translation.override("my"):
        assert cldr.date("2020") == "၂၀၂၀"
        assert cldr.country_name("MM") == "မြန်မာ"
    with translation.override(None):
        assert cldr.country_name("LA") == "Lao PDR"


@pytest.mark.parametrize("language", languages.CODES)
def test_relative_time_reads_in_every_language(language):
    then = dt.datetime.now(tz=dt.UTC) - dt.timedelta(days=3)
    assert cldr.relative(then, language)


@pytest.mark.parametrize(
    ("value", "language", "text"),
    [
        (98_990_000, "en", "98.99 million"),
        (98_990_000, "zh-hans", "9899万"),
        (98_990_000, "km", "98.99 លាន"),
        (98_990_000, "my", "၉.၈၉၉ ကုဋေ"),
        (98_990_000, "id", "98,99 juta"),
        (1_234_567, "en", ""),  # it would round
        (999_000, "en", ""),
        (-2_000_000, "en", "-2 million"),
        (Decimal("2.5"), "en", ""),
    ],
)
def test_a_large_round_number_is_short_without_losing_anything(value, language, text):
    assert cldr.compact(value, language) == text


def test_names_are_listed_as_the_language_does():
    assert cldr.listed(["A", "B"], "en") == "A, B"
    assert cldr.listed(["A", "B"], "zh-hans") == "A、B"
    assert cldr.listed([], "en") == ""
