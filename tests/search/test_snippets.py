"""Windows of text with the words that were found."""

from __future__ import annotations

import pytest

from search.snippets import cut, mark
from search.words import question, words


def shown(text, query, language="en"):
    return "".join(
        f"[{p.text}]" if p.marked else p.text for p in cut(text, language, words(question(query), language))
    )


def test_a_short_text_is_shown_whole_with_marks_on_every_form():
    assert shown("Water and waters, WATER.", "water") == "[Water] and [waters], [WATER]."


def test_a_long_text_is_cut_between_words_round_the_densest_place():
    text = "One well here. " + "Other words follow. " * 30 + "A well with clean water. " + "More words. " * 30
    found = shown(text, "clean water well")
    assert "A [well] with [clean] [water]." in found
    assert found.startswith("… ")
    assert found.endswith(" …")
    assert len(found) < 270


def test_a_phrase_is_marked_where_its_words_stand_together():
    assert shown("Clean, then water. Clean water.", '"clean water"').endswith("[Clean water].")


@pytest.mark.parametrize(
    ("text", "query", "language"),
    [
        ("ភាពក្រីក្រនៅជនបទ", "ក្រីក្រ", "km"),
        ("农村扶贫搬迁的经验", "扶贫", "zh-hans"),
        ("ดื่มน้ำสะอาด", "น้ำ", "th"),
        ("ນ້ຳສະອາດ", "ນ້ໍາ", "lo"),
    ],
)
def test_words_without_spaces_are_marked_inside(text, query, language):
    pieces = mark(text, language, words(question(query), language))
    assert "".join(piece.text for piece in pieces) == text
    assert [len(piece.text) > 0 for piece in pieces if piece.marked] == [True]


@pytest.mark.parametrize(("text", "query"), [("農村扶貧經驗", "扶贫"), ("农村扶贫经验", "扶貧")])
def test_traditional_and_simplified_chinese_are_marked_as_the_text_has_them(text, query):
    pieces = mark(text, "zh-hans", words(question(query), "zh-hans"))
    assert [(piece.text, piece.marked) for piece in pieces] == [
        (text[:2], False),
        (text[2:4], True),
        (text[4:], False),
    ]


def test_words_of_the_same_stem_are_marked_but_not_for_exact_words():
    assert shown("Irrigated land, irrigation.", "irrigating") == "[Irrigated] land, [irrigation]."
    assert shown("Petani dan pertanian", "bertani", "id") == "[Petani] dan [pertanian]"
    exact = words(question("irrigated", exact=True), "en")
    assert [p.text for p in cut("Irrigated land, irrigation.", "en", exact) if p.marked] == ["Irrigated"]


def test_a_long_unspaced_text_keeps_its_words_whole():
    text = "ការកាត់បន្ថយភាពក្រីក្រ " * 40 + "ទឹកស្អាត " + "ការអប់រំ " * 40
    found = shown(text, "ទឹកស្អាត", "km")
    assert "[" in found
    assert found.removeprefix("… ")[0] not in "ាិីឹឺុូួើៀេែៃោៅំះ្់"


def test_chinese_that_the_dictionary_does_not_know_stays_together():
    [word] = words(question("扶贫"), "zh-hans")
    assert "".join(word.tokens) == "扶贫"
    assert word.pairs == ("扶贫",)
    apart = words(question("农村扶贫经验"), "zh-hans")
    assert ["".join(each.tokens) for each in apart] == ["农村", "扶贫", "经验"]
