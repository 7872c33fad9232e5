import pytest

from kb.vocabulary.checks import delivered_data_is_well_formed


def found(folder):
    return [error.id for error in delivered_data_is_well_formed(folder)]


def test_what_we_deliver_is_well_formed():
    assert delivered_data_is_well_formed() == []


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([{"key": "Water"}], "vocabulary.E002"),
        ([{"key": "water"}, {"key": "water"}], "vocabulary.E002"),
        ([{"key": "taps", "parent": "water"}, {"key": "water"}], "vocabulary.E003"),
    ],
    ids=["bad key", "twice", "parent after child"],
)
def test_a_bad_list_is_named(delivery, rows, expected):
    assert found(delivery({"theme": rows}, {})) == [expected]


def test_a_missing_list_is_named(delivery):
    folder = delivery({}, {})
    (folder / "unit.json").unlink()
    assert found(folder) == ["vocabulary.E001"]


def test_words_for_an_unknown_key_are_named(delivery):
    assert found(delivery({}, {"en": {"theme": {"water": ["Water", ""]}}})) == ["vocabulary.E005"]


def test_words_in_an_unknown_language_are_named(delivery):
    assert found(delivery({}, {"xx": {}})) == ["vocabulary.E004"]


def test_a_broken_language_file_is_named(delivery):
    folder = delivery({}, {"lo": {}})
    (folder / "labels" / "lo.json").write_text("{", "utf-8")
    assert found(folder) == ["vocabulary.E001"]
