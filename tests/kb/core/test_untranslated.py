"""Passages are known by what they say: wherever they stand, and until somebody changes them."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from bs4 import BeautifulSoup

from kb.core import untranslated
from kb.core.templatetags import passages


def lao_page(*left: str):
    english = SimpleNamespace(locale=SimpleNamespace(language_code="en"), untranslated={})
    return SimpleNamespace(
        locale=SimpleNamespace(language_code="lo"), untranslated=untranslated.left(english, left)
    )


def test_spaces_and_breaks_do_not_count_and_words_do():
    assert untranslated.key("No  road\nhere ") == untranslated.key("No road here")
    assert untranslated.key("No road") != untranslated.key("No roads")


def test_what_was_left_in_a_third_language_stays_in_it():
    middle = SimpleNamespace(
        locale=SimpleNamespace(language_code="km"), untranslated={untranslated.key("水"): "zh-hans"}
    )
    assert set(untranslated.left(middle, ["水", "ទឹក"]).values()) == {"zh-hans", "km"}


@pytest.mark.parametrize(
    "html",
    [
        "<p>No road</p><p>ທາງ</p><ul><li>No <b>school</b></li><li>No<br/>well</li></ul>",
        "<ul><li>No road</li><li>ທາງ</li><li>No <i>school</i></li><li>No well</li></ul>",
    ],
)
def test_each_paragraph_and_point_has_its_own_language(html):
    soup = BeautifulSoup(passages.passages(lao_page("No road", "No school", "No\nwell"), html), "html.parser")
    assert [each.get("lang") for each in soup.find_all(["p", "li"])] == ["en", None, "en", "en"]
    assert len(soup.find_all(class_="left-mark")) == 2
    assert [each["lang"] for each in soup.find_all(class_="left-mark")] == ["en", "en"]  # of the reader


def test_a_short_text_is_escaped_and_marked():
    said = passages.said(lao_page("<b>Dig</b>"), "<b>Dig</b>")
    assert said.startswith('<span lang="en">') and said.endswith("&lt;b&gt;Dig&lt;/b&gt;</span>")
    assert passages.said(lao_page(), "<b>") == "&lt;b&gt;"
    assert passages.said(lao_page("Dig"), "") == ""
    assert passages.language_of(lao_page("Dig"), "Dig") == "en"
