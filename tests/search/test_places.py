"""Places of tokens: written down once, and the same as if the text were cut again."""

from __future__ import annotations

import pytest

from search.analysis import Placed, analyse, placed
from search.analysis.places import read, written

TEXTS = [
    ("en", "Families' savings grew by 1,250 kip (2019–2021): U.N., a_b; naïve   villages."),
    ("km", "ភាពក្រីក្រនៅជនបទ ២០២០"),
    ("zh-hans", "農村扶貧經驗，2020年。"),
    ("th", "ดื่มน้ำสะอาดในหมู่บ้าน"),
    ("lo", "ນ້ໍາສະອາດ"),
    ("my", "ကျေးရွာဖွံ့ဖြိုးရေး"),
    ("vi", "nước sạch ở nông thôn Đà Nẵng"),
    ("en", "far" + " " * 40_000 + "away"),
]


@pytest.mark.parametrize(("language", "text"), TEXTS)
def test_what_is_written_is_read_as_it_was(language, text):
    found = placed(text, language)
    assert found.tokens == analyse(text, language)
    places = written(found)
    assert "\n" not in places
    assert places.encode().decode() == places
    assert read(found.line, places) == found


def test_an_empty_text_has_no_tokens():
    assert placed("", "en") == Placed("", [], [])
    assert placed("", "en").tokens == []
    assert read("", "") is None


def test_places_that_have_no_character_are_not_written():
    assert written(placed("far" + " " * 60_000 + "away", "en")) == ""
    assert written(Placed("one two", [0, 1], [3, 5])) == ""  # the second begins before the first ends


def test_places_of_another_line_are_not_read():
    places = written(placed("clean water", "en"))
    assert read("clean water", places) is not None
    assert read("water", places) is None
    assert read("clean water here", places) is None
