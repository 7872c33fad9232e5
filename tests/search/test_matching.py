"""Where words stand in a work: in which passage, how many of them, and in which ways."""

from __future__ import annotations

import pytest

from search.matching import MANY, Line, Match, Texts, covered
from search.words import Words, question, words


def match(query, title="", summary="", body="", language="en"):
    return Match(words(question(query), language), Texts(title, summary, body))


def test_the_passage_with_most_words_is_found():
    found = match("clean water", "a title", "", "water here\nclean water\nclean")
    assert (found.passage, len(found.here), found.in_title) == (1, 2, False)


def test_the_passage_with_a_word_of_the_same_stem_is_found():
    found = match("irrigated land", "a title", "", "dry land\nland with irrigation")
    assert (found.passage, len(found.here)) == (1, 2)


def test_a_passage_has_to_have_more_than_the_summary():
    found = match("clean water", "", "clean water", "clean water\nwater")
    assert (found.passage, found.in_summary) == (None, True)


def test_words_do_not_run_from_one_passage_into_the_next():
    assert not match('"clean water"', body="clean\nwater").here
    assert match('"clean water"', body="some clean water\nmore").passage == 0


@pytest.mark.parametrize("count", [1, MANY + 1])
def test_few_and_many_words_are_found_alike(count):
    """Of many, those that are looked for are told by their beginnings first."""
    asked = Words(
        [word for number in range(count) for word in words(question(f'"clean water{number}"'), "en")]
    )
    line = Line("a clean water0 well")
    assert line.having(asked) == {0: (" clean water0 ",)}
    assert covered(asked, [line]) == (count == 1)


def test_each_word_may_stand_in_another_line():
    asked = words(question("clean irrigated"), "en")
    assert covered(asked, [Line("clean"), Line("irrigation")])
    assert not covered(asked, [Line("clean"), Line("")])


@pytest.mark.parametrize(
    ("query", "language", "body", "has"),
    [
        ("clean water", "en", "water\nclean", True),
        ("clean water", "en", "clean", False),
        ("irrigated land", "en", "land with irrigation", True),
        ('"clean water"', "en", "clean\nwater", False),
        ("ភូមិ", "km", "ក ភូ មិ", True),  # cut in another way
        ("ភូមិ", "km", "ភូ\nមិ", False),
        ("", "en", "clean", False),
    ],
)
def test_a_text_has_all_words_or_not(query, language, body, has):
    asked = words(question(query), language)
    assert Texts("", "", body).has_all(asked) == has
    assert (len(Match(asked, Texts("", "", body)).here) == len(asked) > 0) == has


def test_words_of_a_text_may_stand_in_its_title_and_its_summary():
    asked = words(question("clean irrigated land"), "en")
    assert Texts("clean", "irrigation", "land").has_all(asked)
    assert not Texts("clean", "irrigation", "").has_all(asked)
    assert not Texts("clean", "water", "").has_all(words(question('"clean water"'), "en"))
