"""What an embedder gets to read."""

from __future__ import annotations

import pytest

from search.meaning import texts


@pytest.mark.parametrize(
    ("dirty", "clean"),
    [
        ("water\x00pump", "water pump"),
        ("\ud800 rice", "rice"),
        ("sa\u00adfe\u200b!", "sa fe !"),
        ("ﬁne　ｗｏｒｄ", "fine word"),
        ("  two\n lines ", "two lines"),
    ],
)
def test_what_crashes_a_model_never_reaches_it(dirty, clean):
    assert texts.query(dirty) == clean


def test_a_sign_that_is_a_whole_phrase_cannot_make_a_question_longer_than_it_may_be():
    assert len(texts.query("\ufdfa" * 5_000)) <= texts.LONGEST_QUERY


def bodies(title, paragraphs, language):
    """Every passage without its title, one by one as well as all at once."""
    found = [passage.removeprefix(f"{title}\n") for passage in texts.passages(title, paragraphs, language)]
    assert found == [texts.body(paragraphs, language, number) for number in range(len(found))]
    return found


def test_passages_have_the_title_in_front_and_end_with_a_sentence():
    sentences = [f"Sentence {number} tells of a village with a well and a school." for number in range(40)]
    found = texts.passages("A village", [" ".join(sentences)], "en")
    assert len(found) > 2
    assert all(passage.startswith("A village\n") for passage in found)
    found = bodies("A village", [" ".join(sentences)], "en")
    assert all(body.endswith(".") for body in found)
    assert " ".join(found).split() == " ".join(sentences).split()
    assert all(len(body) <= texts.USUAL_LENGTH for body in found)


def test_a_passage_that_is_no_more_is_empty():
    assert texts.body(["One sentence."], "en", 1) == ""
    assert texts.body(["\u200b \x00"], "en", 0) == ""


@pytest.mark.parametrize(("language", "letter"), [("zh-hans", "村"), ("km", "ភ"), ("lo", "ບ"), ("en", "x")])
def test_a_text_without_any_border_is_cut_all_the_same(language, letter):
    found = bodies("T", [letter * 5_000], language)
    longest = texts.LENGTHS.get(language.partition("-")[0], texts.USUAL_LENGTH)
    assert max(map(len, found)) <= longest
    assert sum(body.count(letter) for body in found) == 5_000


def test_chinese_is_cut_after_its_own_full_stop():
    found = bodies("村", ["村里有一口井。" * 60], "zh-hans")
    assert len(found) == 2
    assert all(body.endswith("。") for body in found)


def test_a_title_alone_is_a_passage_and_nothing_is_none():
    assert texts.passages("A village", [], "en") == ["A village"]
    assert texts.passages("", ["", " "], "en") == []


def test_a_very_long_text_has_an_end():
    assert len(texts.passages("T", ["word " * 200_000], "en")) == texts.MOST_PASSAGES


def test_a_passage_is_shown_as_it_was_written_and_read_as_it_is_safe():
    [passage] = texts.passages("村：水", ["田地，渔业\u200b\x00。"], "zh-hans")
    assert passage == "村：水\n田地，渔业\u200b\x00。"
    assert texts.for_model(passage) == "村:水\n田地,渔业 。"
