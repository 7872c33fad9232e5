"""Lines are found by the beginnings of their words, in every script and with a few errors."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from search.suggesting.forms import enough, forms, parts
from search.suggesting.lines import Lines, beginning_distances

TITLES = {
    "water": ("en", "Clean water for all villages"),
    "road": ("en", "A road to the market of Xieng Khouang"),
    "clean": ("en", "Cleaner stoves"),
    "rabbit": ("vi", "Nước sạch ở Đà Nẵng"),
    "tap": ("km", "ទឹកស្អាត សម្រាប់ភូមិឆ្នាំ២០២០"),
    "lao": ("lo", "ນ້ຳສະອາດສຳລັບບ້ານ"),
    "thai": ("th", "โครงการน้ำสะอาดเพื่อชุมชน"),
    "burma": ("my", "ကျေးလက်ဒေသ သန့်ရှင်းသောရေ"),
    "poor": ("zh-hans", "产业扶贫与绿色发展"),
    "id": ("id", "Air bersih untuk desa"),
}


def made(titles):
    return Lines(
        (owner, "work", language, each)
        for owner, (language, title) in titles.items()
        for each in forms(title, language)
    )


@pytest.fixture(scope="module")
def lines():
    return made(TITLES)


def owners(lines, typed, language="en", most=8):
    """As a reader gets them: where nothing begins so, errors are forgiven."""
    exact = lines.find(parts(typed), ["work"], language, most)["work"]
    found = exact or lines.find(parts(typed), ["work"], language, most, forgiving=True)["work"]
    return [each.owner for each in found]


@pytest.mark.parametrize(
    ("typed", "owner"),
    [
        ("cl", "water"),
        ("CLEAN WA", "water"),
        ("wat", "water"),
        ("wat cle", "water"),
        ("xieng khouang", "road"),
        ("nuoc sach", "rabbit"),
        ("Nước", "rabbit"),
        ("da nang", "rabbit"),
        ("đà", "rabbit"),
        ("ទឹ", "tap"),
        ("ស្អាត", "tap"),
        ("ទឹក ស្អាត", "tap"),
        ("ស្អាតសម្រាប់", "tap"),
        ("ភូមិ", "tap"),
        ("2020", "tap"),
        ("២០", "tap"),
        ("ນ້ຳສະ", "lao"),
        ("ບ້ານ", "lao"),
        ("น้ำ", "thai"),
        ("สะอาดเพื่อ", "thai"),
        ("သန့်ရှင်း", "burma"),
        ("扶", "poor"),
        ("扶贫", "poor"),
        ("fupin", "poor"),
        ("fú pín", "poor"),
        ("lvse", "poor"),
        ("luse", "poor"),
        ("chanye fu", "poor"),
    ],
)
def test_the_beginning_of_a_word_is_enough(lines, typed, owner):
    assert owner in owners(lines, typed)


@pytest.mark.parametrize("typed", ["llag", "ស្អ ថៃ", "贫扶", "village road", "xx", "ะอาด"])
def test_the_middle_of_a_word_is_not(lines, typed):
    assert owners(lines, typed) == []


@pytest.mark.parametrize(
    ("typed", "owner"),
    [
        ("watre", "water"),  # two letters changed places
        ("wter", "water"),  # one left out
        ("watter", "water"),  # one too many
        ("watar", "water"),  # another
        ("vater", "water"),  # the first, too
        ("awter", "water"),
        ("vilages", "water"),
        ("vilagess", "water"),  # two in a long word
        ("xeing khouagn", "road"),
        ("bersoh", "id"),
        ("nuuoc sahc", "rabbit"),
    ],
)
def test_errors_are_forgiven_in_alphabets(lines, typed, owner):
    assert owners(lines, typed) == [owner]


@pytest.mark.parametrize("typed", ["watrre", "wxtxr", "wxt", "2021", "ទឹត", "viiixges", "vxlxgxs"])
def test_more_errors_and_short_words_are_not(lines, typed):
    assert owners(lines, typed) == []


def test_titles_that_begin_so_and_the_readers_language_come_first():
    lines = made(
        {
            "inside": ("en", "Clean water"),
            "malay": ("ms", "Water"),
            "long": ("en", "Water for all"),
            "short": ("en", "Water, too"),
        }
    )
    assert owners(lines, "water") == ["short", "long", "malay", "inside"]
    assert owners(lines, "water", "ms") == ["malay", "short", "long", "inside"]
    assert owners(lines, "water", most=2) == ["short", "long"]


def test_an_owner_is_there_once_and_groups_are_apart():
    lines = Lines([("a", "one", "en", "water"), ("a", "one", "id", "water"), ("b", "two", "en", "water")])
    found = lines.find(("wa",), ["one", "two", "three"], "en", 8)
    assert {group: [each.owner for each in own] for group, own in found.items()} == {
        "one": ["a"],
        "two": ["b"],
        "three": [],
    }
    assert Lines([]).find(("wa",), ["one"], "en", 8) == {"one": []}


@pytest.mark.parametrize(
    ("typed", "is_enough"),
    [
        ("", False),
        ("a", False),
        (" - ", False),
        ("ab", True),
        ("扶", True),
        ("ត", False),
        ("ទឹ", True),
        ("7", False),
    ],
)
def test_how_much_has_to_be_typed(typed, is_enough):
    assert enough(typed) is is_enough


def plain_distance(word, typed):
    """The same, one word at a time: optimal string alignment with the nearest beginning of the word."""
    table = {(row, 0): row for row in range(len(typed) + 1)} | {(0, col): col for col in range(len(word) + 1)}
    for row, col in product(range(1, len(typed) + 1), range(1, len(word) + 1)):
        ways = [
            table[row - 1, col] + 1,
            table[row, col - 1] + 1,
            table[row - 1, col - 1] + (typed[row - 1] != word[col - 1]),
        ]
        if row > 1 and col > 1 and typed[row - 2 : row] == word[col - 2 : col][::-1]:
            ways.append(table[row - 2, col - 2] + 1)
        table[row, col] = min(ways)
    return min(table[len(typed), col] for col in range(len(word) + 1))


def test_distances_are_those_of_the_plain_table():
    words = ["".join(letters) for size in range(1, 6) for letters in product("abc", repeat=size)]
    letters = np.zeros((16, len(words)), np.uint16)
    for place, word in enumerate(words):
        letters[: len(word), place] = [ord(letter) for letter in word]
    for typed in ("abca", "aabb", "cabac", "bbbbb"):
        found = beginning_distances(letters, [ord(letter) for letter in typed], 1)
        exact = [plain_distance(word, typed) for word in words]
        assert [min(each, 2) for each in found.tolist()] == [min(each, 2) for each in exact]
