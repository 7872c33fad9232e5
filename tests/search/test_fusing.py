"""One order of what was found by words and what is near in meaning."""

from __future__ import annotations

from search.fusing import fused


def test_what_both_have_comes_first_and_equals_stand_as_in_the_first():
    assert fused(["a", "b", "c"], ["c", "d"]) == ["c", "a", "b", "d"]


def test_one_order_alone_stays_as_it_is():
    assert fused(["b", "a"], []) == ["b", "a"]
    assert fused([], ["b", "a"]) == ["b", "a"]
    assert fused() == []
