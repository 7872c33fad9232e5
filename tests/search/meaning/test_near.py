"""What lies near, from vectors that are at hand. Pure."""

from __future__ import annotations

import numpy as np
import pytest

from search.meaning.near import MOST, Held
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
