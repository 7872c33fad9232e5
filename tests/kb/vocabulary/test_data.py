"""The delivered files themselves."""

import json

import pytest

from kb.core import languages
from kb.vocabulary import schemes

FILES = sorted((schemes.DATA / "labels").glob("*.json"))


def keys():
    return {
        scheme: [row["key"] for row in json.loads((schemes.DATA / f"{scheme}.json").read_text("utf-8"))]
        for scheme in schemes.SCHEMES
    }


def test_every_data_file_is_a_scheme():
    assert {path.stem for path in schemes.DATA.glob("*.json")} == set(schemes.SCHEMES)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_language_has_label_and_definition_for_every_key(path):
    words = json.loads(path.read_text("utf-8"))
    expected = [(scheme, key) for scheme, terms in keys().items() for key in terms]
    assert [(s, k) for s, k in expected if k not in words.get(s, {})] == []
    assert [(s, k) for s, k in expected if not all(word.strip() for word in words[s][k])] == []
    assert [(s, k) for s, k in expected if len(words[s][k]) != 2] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_words_fit_their_columns(path):
    words = json.loads(path.read_text("utf-8"))
    assert [
        k
        for terms in words.values()
        for k, (label, text) in terms.items()
        if len(label) > 150 or len(text) > 500
    ] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_two_themes_or_indicators_read_alike(path):
    words = json.loads(path.read_text("utf-8"))
    for scheme in ("theme", "indicator", "unit", "condition", "target_group", "cost_item"):
        labels = [label.casefold() for label, _ in words[scheme].values()]
        assert sorted({label for label in labels if labels.count(label) > 1}) == []


def test_the_site_languages_are_the_only_ones():
    assert {path.stem for path in FILES} == set(languages.CODES)


def test_indicators_name_a_unit_and_a_direction():
    rows = json.loads((schemes.DATA / "indicator.json").read_text("utf-8"))
    assert {row["unit"] for row in rows} <= set(keys()["unit"])
    assert {row["direction"] for row in rows} == {"up", "down"}
