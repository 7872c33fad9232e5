"""What is typed in several scripts, in the parts that are searched each by itself."""

from __future__ import annotations

import pytest

from search.analysis import parse_query


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("clean water 2020", ["clean water 2020"]),
        ("扶贫 2020 项目", ["扶贫 2020 项目"]),
        ("扶贫 Cambodia", ["扶贫", "Cambodia"]),
        ("2020 扶贫 Cambodia 17 农村", ["2020 扶贫 农村", "Cambodia 17"]),
        ("GDP增长", ["GDP", "增长"]),
        ("水 ရေ", ["水", "ရေ"]),
        ("ទឹក clean ទន្លេ water", ["ទឹក ទន្លេ", "clean water"]),
        ("", [""]),
    ],
)
def test_scripts_are_parted(text, parts):
    assert [part.plain for part in parse_query(text).parts()] == parts


def test_a_phrase_stays_whole_in_the_part_of_its_script():
    one, other = parse_query('"4P 项目" poverty "clean water"', exact=True).parts()
    assert (one.plain, one.quoted, one.exact) == ("poverty", ("clean water",), True)
    assert (other.plain, other.quoted, other.exact) == ("", ("4P 项目",), True)
    assert parse_query('"2020" 水 rice').parts()[0].quoted == ("2020",)
