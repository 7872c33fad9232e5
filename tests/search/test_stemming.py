"""Words of the same stem, in the languages that have a stemmer."""

from __future__ import annotations

import pytest

from search.analysis import STEMMED, analyse, stem, stems
from search.words import question, words


@pytest.mark.parametrize(
    ("language", "family"),
    [
        ("en", ["irrigated", "irrigation", "irrigating"]),
        ("en", ["training", "trained", "trains"]),
        ("id", ["pertanian", "petani", "bertani", "tani"]),
        ("ms", ["pertanian", "petani", "bertani", "tani"]),
        ("id", ["kemiskinan", "miskin"]),
        ("ms", ["pekerjaan", "bekerja", "pekerja"]),
    ],
)
def test_words_of_one_stem(language, family):
    assert len({stem(token, language) for word in family for token in analyse(word, language)}) == 1
    assert stem(family[0], language)


@pytest.mark.parametrize(("one", "other"), [("water", "watch"), ("farm", "form"), ("rice", "rich")])
def test_other_words_have_other_stems(one, other):
    assert stem(one, "en") != stem(other, "en")


@pytest.mark.parametrize("token", ["2020", "co2", "扶贫", "ทุ่ง", "a"])
def test_what_is_no_word_of_the_language_has_none(token):
    assert stem(token, "en") == ""


def test_stems_of_a_text_are_each_there_once_and_only_where_there_is_a_stemmer():
    tokens = analyse("Farmers farm, farming 2020", "en")
    assert stems(tokens, "en") == ["farmer", "farm"]
    assert stems(tokens, "vi") == []
    assert {"en", "id", "ms"} == STEMMED


def test_a_question_has_stems_but_not_in_quotes_nor_for_exact_words():
    plain, quoted = words(question('farming "farming"'), "en")
    assert (plain.stem, quoted.stem) == ("farm", "")
    assert [word.stem for word in words(question("farming", exact=True), "en")] == [""]
    assert [word.stem for word in words(question("farming"), "vi")] == [""]
