"""Concepts are spotted by any of their names, in texts and in questions."""

import pytest

from search.analysis import analyse
from search.concepts.thesaurus import AT_MOST, Concept, Thesaurus
from search.words import MOST_WORDS, question

WATER = Concept(
    "water",
    None,
    {
        "en": ("Water supply", "drinking water", "clean water"),
        "lo": ("ການສະໜອງນ້ຳ", "ນ້ຳສະອາດ", "ນ້ຳດື່ມ"),
        "zh-hans": ("饮水", "饮用水"),
        "id": ("penyediaan air", "air bersih", "air"),
    },
)
WELL = Concept("well", "water", {"en": ("well", "borehole"), "zh-hans": ("水井",), "th": ("บ่อน้ำ",)})
RICE = Concept("rice", None, {"en": ("rice", "paddy"), "th": ("นา", "นาข้าว")})


@pytest.fixture(scope="module")
def thesaurus():
    return Thesaurus([WATER, WELL, RICE])


def spotted(thesaurus, text, language):
    return [key for found in thesaurus.spot(analyse(text, language), language) for key in found.keys]


@pytest.mark.parametrize(
    ("text", "language", "keys"),
    [
        ("Clean water, and boreholes for the rice.", "en", ["water", "well", "rice"]),
        ("Clean rivers and water", "en", []),  # the words of a name stand together
        ("ບ້ານນີ້ມີນ້ຳສະອາດແລ້ວ", "lo", ["water"]),
        ("村民用上了饮用水，打了水井", "zh-hans", ["water", "well"]),
        ("ชาวนาทำนา", "th", ["rice"]),
        ("การพัฒนา", "th", []),  # a name inside another word is none
        ("nước", "vi", []),
    ],
)
def test_names_are_spotted_in_texts(thesaurus, text, language, keys):
    assert spotted(thesaurus, text, language) == keys


def test_a_name_of_one_character_is_spotted_beside_longer_ones_that_begin_with_it():
    hens = Thesaurus(
        [Concept("hen", None, {"zh-hans": ("鸡",)}), Concept("egg", None, {"zh-hans": ("鸡蛋",)})]
    )
    assert spotted(hens, "他养鸡。", "zh-hans") == ["hen"]
    assert spotted(hens, "他卖鸡蛋。", "zh-hans") == ["egg"]


def test_a_concept_that_changes_is_spotted_anew_and_the_others_as_before(thesaurus):
    after = Thesaurus([WATER, Concept("well", None, {"en": ("tube well",)}), RICE], thesaurus)
    assert spotted(after, "clean water, a borehole, a tube well and rice", "en") == ["water", "well", "rice"]
    assert spotted(after, "村民用上了饮用水，打了水井", "zh-hans") == ["water"]


def test_the_longest_name_counts(thesaurus):
    found = thesaurus.spot(analyse("a drinking water supply", "en"), "en")
    assert [(start, end) for start, end, _keys in found] == [(1, 3)]


def test_a_text_counts_where_it_says_most_and_broader_concepts_count_too(thesaurus):
    english = ("en", "borehole", "a borehole", "well\nrice")
    chinese = ("zh-hans", "水井", "", "")
    tokens = thesaurus.tokens([english, chinese]).split()
    assert tokens.count("well") == AT_MOST
    assert 0 < tokens.count("water") < tokens.count("well")
    assert tokens.count("rice") == 1


def test_words_of_a_question_that_name_a_concept_stay_together(thesaurus):
    groups = thesaurus.groups(question('clean water school "paddy fields"'), "en")
    assert [([word.tokens for word in group.words], group.concepts) for group in groups] == [
        ([("clean",), ("water",)], ("water",)),
        ([("school",)], ()),
        ([("paddy", "field")], ()),  # what is quoted is meant as it stands
    ]


def test_a_long_question_is_cut_off_whether_it_names_anything_or_not(thesaurus):
    asked = question(" ".join(f"w{number}" for number in range(60)) + " clean water")
    for each in (thesaurus, Thesaurus()):
        assert sum(len(group.words) for group in each.groups(asked, "en")) == MOST_WORDS


def test_a_question_is_understood_in_its_readers_language_first(thesaurus):
    every = ("en", "id", "vi")
    assert thesaurus.languages(question("air bersih"), "en", every) == ("id",)
    assert thesaurus.languages(question("rice"), "en", every) == ("en",)
    assert thesaurus.languages(question("air rice"), "en", every) == ("en",)
    assert thesaurus.languages(question("nothing"), "en", every) == ()


def test_a_concept_is_marked_by_its_names_and_those_below_it(thesaurus):
    names = {word.run for word in thesaurus.words(["water"], "zh-hans")}
    assert names == {"饮水", "饮用水", "水井"}
    assert thesaurus.words(["water"], "km") == ()


def test_a_circle_of_broader_concepts_does_no_harm():
    ring = Thesaurus(
        [Concept("a", "b", {"en": ("ant",)}), Concept("b", "a", {"en": ("bee",)}), Concept("c", "x", {})]
    )
    assert ring.topic(["a", "c"], question(""), ()).weights == {"a": 1.0, "b": 0.5, "c": 1.0}
    assert ring.tokens([("en", "ant", "", "")]).split().count("b") == 2


def test_labels_are_in_the_readers_language_or_in_any(thesaurus):
    assert thesaurus.label("water", "lo") == "ການສະໜອງນ້ຳ"
    assert thesaurus.label("well", "lo") == "well"
