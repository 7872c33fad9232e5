"""Words that only stand in names of concepts hint at those."""

import pytest

from search.analysis import analyse
from search.concepts.hints import Hints
from search.concepts.thesaurus import FEW_WORDS, PARTS, Concept, Thesaurus
from search.words import question

TOOLS = Concept("tools", None, {"en": ("tool kit", "toolkit for trades"), "th": ("ชุดเครื่องมือ",)})
GRANT = Concept("grant", "aid", {"en": ("start-up grant", "small grant", "grants to start")})
AID = Concept("aid", None, {"en": ("financial aid",)})


@pytest.fixture(scope="module")
def thesaurus():
    return Thesaurus([TOOLS, GRANT, AID])


def of(language, token, **names):
    return Hints(language, {key: [analyse(name, language) for name in own] for key, own in names.items()}).of(
        token
    )


def about(thesaurus, *texts):
    return thesaurus.about(texts, thesaurus.tokens(texts))


def test_a_word_hints_with_its_share_of_the_names_that_have_it():
    names = {"water": ["water jar", "water tank"], "fuel": ["fuel tank"]}
    assert of("en", "jar", **names) == {"water": 1.0}
    assert of("en", "tank", **names) == {"water": 0.5, "fuel": 0.5}
    assert of("en", "river", **names) == {}


def test_a_word_of_many_concepts_says_nothing():
    assert of("en", "local", **{f"k{number}": [f"local thing{number}"] for number in range(11)}) == {}


def test_other_words_of_its_stem_hint_as_well():
    assert of("en", "irrigated", irrigation=["irrigation works"]) == {"irrigation": 1.0}
    assert of("id", "petani", farming=["pertanian padi"]) == {"farming": 1.0}
    assert of("vi", "irrigated", irrigation=["irrigation works"]) == {}


def test_a_question_is_about_what_its_words_hint_at_and_what_is_above(thesaurus):
    asked = question("trade toolkits to start")
    assert thesaurus.named(asked, ["en"]) == ()
    assert thesaurus.topic([], asked, ["en"]).weights == {"tools": 1.0, "grant": 1.0, "aid": 0.5}
    assert thesaurus.topic([], asked, ["km"]).weights == {}
    assert thesaurus.topic(["aid"], asked, ["en"]).weights["aid"] == 1.0


def test_a_question_counts_by_its_concepts_as_far_as_its_words_tell(thesaurus):
    def told(text):
        asked = question(text)
        return thesaurus.topic(thesaurus.named(asked, ["en"]), asked, ["en"]).told

    assert told("tool kit") == told("toolkit") == 1
    assert told("tool kit in Lao villages") == 0.4
    assert told("everyone is born free") == told("") == 0


def test_what_a_text_names_counts_more_than_what_it_hints_at(thesaurus):
    found = about(thesaurus, ("en", "", "", "a tool kit and a start"))
    assert found["tools"] > PARTS > found["grant"] > found["aid"] > 0


def test_a_long_text_has_to_name_what_it_is_about(thesaurus):
    short = about(thesaurus, ("en", "", "", "a start"))
    long = about(thesaurus, ("en", "", "", "a start" + " word" * 4 * FEW_WORDS))
    assert "grant" in short
    assert "grant" not in long
    assert about(thesaurus, ("en", "tool kit", "", "word " * 4 * FEW_WORDS))["tools"] >= PARTS


def test_the_language_that_hints_most_counts(thesaurus):
    both = about(thesaurus, ("en", "start", "", ""), ("en", "", "", "start word"))
    assert both == about(thesaurus, ("en", "start", "", ""))
