"""The delivered files themselves."""

import json
from collections import defaultdict

import pytest

from kb.core import languages
from kb.vocabulary import schemes
from search.analysis import analyse

FILES = sorted((schemes.DATA / "labels").glob("*.json"))


def keys():
    return {
        scheme: [row["key"] for row in json.loads((schemes.DATA / f"{scheme}.json").read_text("utf-8"))]
        for scheme in schemes.SCHEMES
    }


def test_every_data_file_is_a_scheme():
    assert {path.stem for path in schemes.DATA.glob("*.json")} == set(schemes.SCHEMES)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_language_has_label_and_definition_for_every_key_and_names_for_every_concept(path):
    words = json.loads(path.read_text("utf-8"))
    expected = [(scheme, key) for scheme, terms in keys().items() for key in terms]
    assert [(s, k) for s, k in expected if k not in words.get(s, {})] == []
    concepts = words.pop("concept")
    terms = [(s, k) for s, k in expected if s != "concept"]
    assert [(s, k) for s, k in terms if not all(word.strip() for word in words[s][k])] == []
    assert [(s, k) for s, k in terms if len(words[s][k]) != 2] == []
    for key, (label, definition, names, *state) in concepts.items():
        assert label.strip() and not definition, key
        assert len({label, *names}) == len([label, *names]) and all(name == name.strip() for name in names), (
            key
        )
        assert set(state) <= {"human", "reviewed"}, key


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_words_fit_their_columns(path):
    words = json.loads(path.read_text("utf-8"))
    assert [
        k
        for terms in words.values()
        for k, (label, text, *_names) in terms.items()
        if len(label) > 150 or len(text) > 500
    ] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_two_themes_or_indicators_read_alike(path):
    words = json.loads(path.read_text("utf-8"))
    for scheme in ("theme", "indicator", "unit", "condition", "target_group", "cost_item"):
        labels = [label.casefold() for label, _ in words[scheme].values()]
        assert sorted({label for label in labels if labels.count(label) > 1}) == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_name_is_that_of_one_concept(path):
    concepts = json.loads(path.read_text("utf-8"))["concept"]
    owners = defaultdict(set)
    for key, (label, _definition, names, *_state) in concepts.items():
        for name in (label, *names):
            owners[" ".join(analyse(name, path.stem))].add(key)
    assert {name: keys for name, keys in owners.items() if len(keys) > 1 or not name} == {}


@pytest.mark.parametrize(
    "text", ["this year as well as then", "it works well", "they may still like it", "a kind of play"]
)
def test_everyday_words_name_no_concept(text):
    """A well is no well: where one did, half of all English texts were about drinking water."""
    names = {
        " ".join(analyse(name, "en"))
        for label, _definition, names, *_state in json.loads(
            (schemes.DATA / "labels" / "en.json").read_text("utf-8")
        )["concept"].values()
        for name in (label, *names)
    }
    tokens = analyse(text, "en")
    assert not names & {
        " ".join(tokens[i:j]) for i in range(len(tokens)) for j in range(i + 1, len(tokens) + 1)
    }


def test_there_are_concepts_enough():
    assert len(keys()["concept"]) >= 600


def test_the_site_languages_are_the_only_ones():
    assert {path.stem for path in FILES} == set(languages.CODES)


def test_indicators_name_a_unit_and_a_direction():
    rows = json.loads((schemes.DATA / "indicator.json").read_text("utf-8"))
    assert {row["unit"] for row in rows} <= set(keys()["unit"])
    assert {row["direction"] for row in rows} == {"up", "down"}
