"""What is counted of an order of hits, and what a set of judged queries has to be."""

from __future__ import annotations

import pytest

from search import judging
from search.judging import Judged, Score


def test_recall_looks_at_the_first_five():
    order = ["a", "x", "b", "y", "z", "c"]
    assert judging.score([(order, {"a", "b", "c"})]).recall == pytest.approx(2 / 3)
    assert judging.score([(list("abcdefg"), set("abcdefg"))]).recall == 1


def test_the_rank_is_that_of_the_first_right_one():
    assert judging.score([(["x", "a", "b"], {"a", "b"})]).rank == 0.5
    assert judging.score([(["x"], {"a"})]).rank == 0


def test_the_gain_is_1_where_all_right_ones_come_first_and_less_the_later_they_come():
    assert judging.score([(["a", "b", "x"], {"a", "b"})]).gain == 1
    late = judging.score([(["x", "a", "b"], {"a", "b"})]).gain
    later = judging.score([(["x", "y", "a", "b"], {"a", "b"})]).gain
    assert 0 < later < late < 1


def test_queries_count_the_same():
    found = judging.score([(["a"], {"a"}), (["x"], {"a"})])
    assert found == Score(2, 0.5, 0.5, 0.5)
    assert judging.score([]).queries == 0


def test_a_set_is_read_line_by_line():
    line = '{"language": "lo", "query": "\u0e99\u0ec9\u0eb3", "works": ["one", "two"]}'
    assert list(judging.read([line, ""])) == [Judged("lo", "ນ້ຳ", frozenset({"one", "two"}))]


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "[]",
        '{"language": "lo"}',
        '{"language": "xx", "query": "q", "works": ["a"]}',
        '{"language": "lo", "query": " ", "works": ["a"]}',
        '{"language": "lo", "query": "q", "works": []}',
    ],
)
def test_a_line_that_cannot_be_used_is_named(line):
    with pytest.raises(judging.BadSet, match="line 2"):
        list(judging.read(["", line]))
