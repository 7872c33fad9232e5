"""What a process keeps of what it made."""

from __future__ import annotations

from search.latest import Latest


def test_what_was_longest_not_asked_for_is_forgotten():
    kept = Latest[str](2)
    kept.put("a", "A")
    kept.put("b", "B")
    assert kept.get("a") == "A"
    kept.put("c", "C")
    assert (kept.get("a"), kept.get("b"), kept.get("c")) == ("A", None, "C")


def test_a_later_value_takes_the_place_of_an_earlier_one():
    kept = Latest[int](2)
    kept.put("a", 1)
    kept.put("a", 2)
    assert (kept.get("a"), len(kept)) == (2, 1)


def test_a_value_is_made_where_it_is_not_there():
    made = []
    latest = Latest(2)
    for key in ("a", "b", "a", "c", "a", "b"):  # c makes b go
        assert latest.of(key, lambda key=key: made.append(key) or key.upper()) == key.upper()
    assert made == ["a", "b", "c", "b"]
