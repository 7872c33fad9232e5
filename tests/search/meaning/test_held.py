"""What lies near, from vectors that are at hand. Pure."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from search.concepts.shares import Shares
from search.concepts.thesaurus import Topic
from search.meaning.held import MOST, Held
from search.meaning.space import Space

SIZE = 4
NOTHING = Space(np.zeros(SIZE, np.float32), np.zeros(SIZE, np.float32), np.zeros((0, SIZE), np.float32))


def row(*numbers):
    vector = np.array([*numbers, *[0] * (SIZE - len(numbers))], np.float32)
    return vector / np.linalg.norm(vector)


def held(*texts):
    """Texts as (work, language, its passages)."""
    names = {number: text[:2] for number, text in enumerate(texts)}
    return Held(
        embedder="",
        space_version=1,
        version=1,
        count=len(texts),
        space=NOTHING,
        matrix=np.stack([vector for text in texts for vector in text[2]]),
        owner=np.array([number for number, text in enumerate(texts) for _ in text[2]], np.int64),
        place=np.array([place for text in texts for place in range(len(text[2]))], np.int32),
        names=names,
        owners={place: number for number, place in names.items()},
    )


@pytest.fixture
def few():
    return held(
        ("case:a", "en", [row(1, 0.1), row(0, 0, 1)]),
        ("case:a", "km", [row(0, 0, 1), row(1, 0.5)]),
        ("case:b", "en", [row(0.8, 0.6)]),
        ("expert:c", "en", [row(0.9, 0.4)]),
        ("case:d", "en", [row(0, 1)]),
        ("case:e", "en", [row(0.3, 1)]),
    )


def identities(found):
    return [each.identity for each in found]


def test_works_come_by_their_nearest_passage_and_none_that_is_half_as_near(few):
    found = few.nearest(row(1), "en")
    assert identities(found) == ["case:a", "expert:c", "case:b"]
    assert (found[0].language, found[0].passage) == ("en", 0)


def test_the_passage_is_one_of_the_readers_language_and_the_score_that_of_the_nearest(few):
    [first, *_] = few.nearest(row(1), "km")
    assert (first.language, first.passage) == ("km", 1)
    assert first.score == few.nearest(row(1), "en")[0].score


def test_of_one_kind_the_nearest_of_that_kind_counts(few):
    assert identities(few.nearest(row(0, 1), "en", ["expert"])) == ["expert:c"]
    assert identities(few.nearest(row(1), "en", ["expert", "case"])) == ["case:a", "expert:c", "case:b"]
    assert few.nearest(row(1), "en", ["collection"]) == []


def test_what_points_elsewhere_is_not_related(few):
    assert few.nearest(row(0, 0, 0, 1), "en") == []


def test_no_more_works_than_a_list_can_bear():
    many = held(*[(f"case:{number}", "en", [row(1, number / 1000)]) for number in range(MOST + 10)])
    assert len(many.nearest(row(1), "en")) == MOST


def test_works_like_a_work_are_others(few):
    assert identities(few.like("case:b")) == ["case:a", "expert:c", "case:e", "case:d"]
    assert few.like("case:b") is few.like("case:b")
    assert few.like("case:unknown") == []


def sharing(found, **concepts):
    """The same texts, in works that are about these concepts, given by the key of a case or of an expert."""
    about = {name if ":" in name else f"case:{name}": keys for name, keys in concepts.items()}
    rows = {
        name: number for number, name in enumerate(dict.fromkeys(name for name, _ in found.names.values()))
    }
    columns = {
        key: number for number, key in enumerate(sorted({key for keys in about.values() for key in keys}))
    }
    counts = np.zeros((len(rows) + 1, len(columns)), np.uint8)
    for name, keys in about.items():
        counts[rows[name], [columns[key] for key in keys]] = 10
    weights = np.ones(len(columns), np.float32)
    lengths = np.sqrt(np.maximum(counts.sum(axis=1), 1)).astype(np.float32)
    return replace(found, shares=Shares(1, len(rows), rows, columns, counts, weights, lengths))


@pytest.fixture
def garden():
    """Three works that are nearly what is meant, and two that are as far from it as each other."""
    return held(
        ("case:a", "en", [row(1, 0.1)]),
        ("case:b", "th", [row(1, 0.2)]),
        ("case:c", "my", [row(1, 0.3)]),
        ("case:near", "vi", [row(1, 1.01)]),
        ("case:far", "lo", [row(1, 1.05)]),
    )


WATER = Topic({"water": 1.0}, told=0.5)


def test_what_was_near_counts_no_more_once_works_are_about_something_else(garden):
    before = sharing(garden, far=["well"])
    dry = before.nearest(row(1, 0), "en", topic=WATER)
    wet = before.with_shares(sharing(garden, far=["water"]).shares)
    assert wet.number != before.number
    assert identities(wet.nearest(row(1, 0), "en", topic=WATER)) != identities(dry)
    assert wet.with_shares(replace(wet.shares, version=7)).number == wet.number


def test_what_is_about_what_the_first_works_agree_on_comes_before(garden):
    agreed = sharing(
        garden,
        a=["well", "pump"],
        b=["well", "pump"],
        c=["well", "pump"],
        far=["well", "pump"],
        near=["loan"],
    )

    assert identities(agreed.nearest(row(1), "en"))[3:] == [
        "case:near",
        "case:far",
    ]  # nothing is known of its topic
    assert identities(agreed.nearest(row(1), "en", topic=WATER))[3:] == ["case:far", "case:near"]
    assert identities(agreed.nearest(row(1), "en", topic=Topic({"water": 1.0}, told=0.0)))[3:] == [
        "case:near",
        "case:far",
    ]


def test_first_works_that_are_about_different_things_say_nothing(garden):
    torn = sharing(garden, a=["well"], b=["loan"], c=["road"], far=["well"], near=["school"])

    assert identities(torn.nearest(row(1), "en", topic=WATER))[3:] == ["case:near", "case:far"]


def test_what_the_first_works_agree_on_brings_no_other_kind(garden):
    cases = [(name, code, [garden.matrix[pk]]) for pk, (name, code) in garden.names.items()]
    mixed = held(("expert:x", "en", [row(1, 0.5)]), *cases)
    agreed = sharing(mixed, a=["well"], b=["well"], c=["well"], far=["well"])

    assert identities(agreed.nearest(row(1), "en", ["expert"], topic=WATER)) == ["expert:x"]


def test_of_what_is_as_near_the_readers_language_comes_first():
    twins = held(
        ("case:a", "th", [row(1, 0.2)]), ("case:b", "km", [row(1, 0.21)]), ("case:c", "en", [row(1, 0.6)])
    )

    assert identities(twins.nearest(row(1), "th")) == ["case:a", "case:b", "case:c"]
    assert identities(twins.nearest(row(1), "km")) == ["case:b", "case:a", "case:c"]
    assert identities(twins.nearest(row(1), "en")) == ["case:a", "case:b", "case:c"]  # that is not as near


def test_the_nearest_of_very_many_passages_are_the_same_works():
    many = held(*[(f"case:{number}", "en", [row(1, number / 1000)]) for number in range(500)])
    agreed = sharing(many, **{"0": ["well"], "1": ["well"], "2": ["well"], "400": ["well"]})

    assert identities(agreed.nearest(row(1), "en", topic=WATER))[:4] == [
        "case:0",
        "case:1",
        "case:2",
        "case:400",
    ]


def test_works_of_other_kinds_have_no_say_in_what_is_meant(garden):
    cases = [(name, code, [garden.matrix[pk]]) for pk, (name, code) in garden.names.items()]
    experts = [(f"expert:{number}", "en", [row(1, number / 100)]) for number in range(3)]
    hives = {f"expert:{number}": ["bees"] for number in range(3)}
    mixed = sharing(held(*experts, *cases), a=["well"], b=["loan"], c=["road"], far=["bees"], **hives)

    assert (
        identities(mixed.nearest(row(1), "en", topic=WATER))[3] == "case:far"
    )  # it is about what the experts are about
    assert identities(mixed.nearest(row(1), "en", ["case"], topic=WATER))[-2:] == ["case:near", "case:far"]


def test_a_collection_of_one_work_has_nothing_to_agree_on():
    alone = sharing(held(("case:a", "en", [row(1, 0.1)])), a=["well"])

    assert identities(alone.nearest(row(1), "en", topic=WATER)) == ["case:a"]


def test_long_works_in_many_languages_leave_room_for_the_third():
    long = [
        (f"case:{name}", code, [row(1, place / 1000) for place in range(200)])
        for name in "ab"
        for code in ("en", "th")
    ]
    others = [
        ("case:c", "my", [row(1, 0.3)]),
        ("case:near", "vi", [row(1, 1.01)]),
        ("case:far", "lo", [row(1, 1.05)]),
    ]
    agreed = sharing(held(*long, *others), a=["well"], b=["well"], c=["well"], far=["well"])

    assert identities(agreed.nearest(row(1), "en", topic=WATER))[3:] == ["case:far", "case:near"]


def test_works_that_are_not_near_are_not_asked():
    strangers = held(*[(f"case:{name}", "en", [row(0.05, 1)]) for name in "abcd"])
    agreed = sharing(strangers, a=["well"], b=["well"], c=["well"], d=["well"])

    assert agreed.nearest(row(1), "en", topic=WATER) == []


def test_the_first_works_have_a_say_by_how_near_they_are(garden):
    torn = sharing(
        garden, a=["well", "pump"], b=["well", "loan"], c=["well", "loan"], far=["pump"], near=["loan"]
    )
    rows, parts = np.array([0, 1, 2]), np.array([1, 0.1, 0.1], np.float32)

    _agreement, shared = torn.shares.agreed(rows, parts)

    assert shared[torn.shares.row("case:far")] > shared[torn.shares.row("case:near")] > 0


def test_a_language_brings_nothing_that_is_not_near_and_changes_no_score():
    apart = held(("case:a", "en", [row(0.08, 1)]))
    assert apart.nearest(row(1), "en") == apart.nearest(row(1), "th") == []
    twins = held(("case:a", "en", [row(0.212, 1)]), ("case:a", "th", [row(0.198, 1)]))
    scores = {code: twins.nearest(row(1), code)[0].score for code in ("en", "th", "zh-hans")}
    assert len(set(scores.values())) == 1


def test_what_is_agreed_on_takes_the_place_of_the_farthest_only():
    many = held(*[(f"case:{number}", "en", [row(1, number / 100)]) for number in range(MOST + 10)])
    agreed = sharing(many, **{str(number): ["well"] for number in [0, 1, 2, MOST + 5]})

    found = identities(agreed.nearest(row(1), "en", topic=WATER))

    assert len(found) == MOST
    assert {"case:0", "case:1", "case:2", f"case:{MOST + 5}"} == set(found[:4])
    assert found[4:] == [f"case:{number}" for number in range(3, MOST - 1)]
