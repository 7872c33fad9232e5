"""What the filters of `{% load formats %}` do so that words and numbers keep together in a line."""

import pytest

from kb.core import cldr
from kb.core.templatetags import formats

HOLD, JOIN = "\N{NO-BREAK SPACE}", "\N{WORD JOINER}"


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", f"27{HOLD}October{HOLD}2020"),
        ("zh-hans", f"2020{JOIN}年10{JOIN}月27{JOIN}日"),
        ("th", f"27{HOLD}ตุลาคม{HOLD}2020 (พ.ศ.{HOLD}2563)"),
        ("vi", f"27{HOLD}tháng{HOLD}10,{HOLD}2020"),
    ],
)
def test_no_line_breaks_in_a_date(language, expected):
    assert cldr.unbroken(cldr.date("2020-10-27", language)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("407", '<span class="digits">407</span>'),
        ("98.99 million", '<span class="digits">98.99</span> <span class="scale">million</span>'),
        ("500万", '<span class="digits">500</span><span class="scale">万</span>'),
        ("၃၁၅,၁၉၃,၀၀၀", '<span class="digits long">၃၁၅,၁၉၃,၀၀၀</span>'),
        (
            "ကုဋေ ၄.၉၆ သောင်း",
            '<span class="scale">ကုဋေ</span> <span class="digits">၄.၉၆</span> <span class="scale">သောင်း</span>',
        ),
        ("<none>", "&lt;none&gt;"),
    ],
)
def test_a_large_number_keeps_its_digits_together(text, expected):
    assert formats.large(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("47 → 28.8% · 2010", f'47 → 28.8%{HOLD}· <span class="whole">2010</span>'),
        ("ติมอร์-เลสเต", 'ติมอร์-<span class="whole">เลสเต</span>'),
        ("Timor-Leste", "Timor-Leste"),
        ("<b>", "&lt;b&gt;"),
    ],
)
def test_what_stands_behind_a_dot_goes_to_the_next_line_as_a_whole(text, expected):
    assert formats.wholes(text) == expected


@pytest.mark.parametrize(
    ("text", "length", "expected"),
    [
        ("A road", 10, "A road"),
        ("From then on, the regional grants were larger", 20, "From then on, the…"),
        ("ကျေးရွာ" * 20, 8, "ကျေးရွာ…"),
        ("村" * 20, 20, "村村村村村村村…"),
    ],
)
def test_a_text_is_shortened_between_words_and_never_inside_a_letter(text, length, expected):
    assert formats.shortened(text, length) == expected
