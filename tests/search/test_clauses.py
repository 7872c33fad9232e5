"""Requests as JSON: what is asked again is written once, and the same."""

from __future__ import annotations

from collections import defaultdict

import orjson
import pytest
from django.utils.safestring import SafeString

from search.clauses import MATCH_ALL, Reused, bool_, term, written


def test_a_clause_that_is_reused_is_written_as_any_other():
    clause = bool_(must=[term("title.en", "ນ້ຳ", 2.0)], should=[MATCH_ALL])
    plain = {"size": 1, "query": bool_(must=[clause], filter=[MATCH_ALL])}
    reused = {"query": bool_(must=[Reused(clause)], filter=[MATCH_ALL]), "size": 1}
    for _ in range(2):
        assert written(reused) == written(plain)
    assert orjson.loads(written(reused)) == plain


def test_one_inside_another_is_written_too():
    inner = Reused(term("title.en", "water"))
    assert written(Reused(bool_(must=[inner]))) == written(bool_(must=[term("title.en", "water")]))


def test_kinds_of_text_and_of_dicts_are_written_as_what_they_are():
    assert written({"value": SafeString("ນ້ຳ"), "more": defaultdict(list, a=[1])}) == written(
        {"value": "ນ້ຳ", "more": {"a": [1]}}
    )


@pytest.mark.parametrize("value", [{1, 2}, float, "\ud800"])
def test_what_json_cannot_say_is_an_error(value):
    with pytest.raises(TypeError):
        written({"query": value})
