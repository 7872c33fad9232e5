"""One order of what was found by words and what is near in meaning."""

from __future__ import annotations

from search.fusing import FIRST, HEAD, Hit, arranged, fused


def test_what_both_have_comes_first_and_equals_stand_as_in_the_first():
    assert fused(["a", "b", "c"], ["c", "d"]) == ["c", "a", "b", "d"]


def test_one_order_alone_stays_as_it_is():
    assert fused(["b", "a"], []) == ["b", "a"]
    assert fused([], ["b", "a"]) == ["b", "a"]
    assert fused() == []


def hits(*names, own=(), words=()):
    return [Hit(name, name in own, words.get(name, 0.0) if words else 0.0) for name in names]


def test_what_is_near_and_has_the_words_in_the_readers_language_comes_first():
    found = hits("a", "b", "c", own="b", words={"b": 1.0, "c": 9.0})
    assert arranged(found, ["a", "b"]) == ["b", "c", "a"]


def test_what_has_the_words_and_is_not_near_gives_way_to_what_is():
    found = hits("near", *"abcdef", own="abcdef", words=dict.fromkeys("abcdef", 5.0))
    assert set(arranged(found, ["near"])[:2]) == {"near", "a"}
    several = [f"n{number}" for number in range(FIRST + 1)]
    found = hits(*several, own=several, words=dict.fromkeys(several, 1.0) | {several[-1]: 9.0})
    assert (
        arranged(found, several)[0] == several[0]
    )  # the last has more of the words, and is not among the nearest


def test_near_works_that_are_not_among_the_hits_take_no_place():
    assert arranged(hits("a", "b", words={"b": 1.0}), ["hidden", "a"]) == ["b", "a"]


def test_only_the_first_hits_change_their_places():
    """So a page further down can be asked for by its place."""
    names = [f"w{number}" for number in range(HEAD + 20)]
    found = hits(*names, own=names[30:], words={name: float(number) for number, name in enumerate(names)})
    order = arranged(found, names[:30])
    assert sorted(order[:HEAD]) == sorted(names[:HEAD])
    assert order[HEAD:] == names[HEAD:]
