"""Both engines side by side: the order by score. Collected only where there is an Elasticsearch."""

from __future__ import annotations

import pytest

from search.engines import Operation, fill
from tests.search.contract.conftest import load
from tests.search.contract.corpus import MAPPING, works
from tests.search.contract.requests import CLAUSES, searches

TIE = 1e-4


def ranked(engine, query, size=1000):
    body = {"query": query, "size": size, "_source": False, "sort": ["_score", "key"]}
    return [(hit["_id"], hit["_score"]) for hit in engine.search(body)["hits"]["hits"]]


def same_order(one, other):
    """Whether two rankings agree, documents whose scores differ by less than a tie in any order."""
    scores = dict(other)
    return dict(one).keys() == scores.keys() and all(
        abs(score - theirs) <= TIE * max(1.0, theirs)
        and scores[name] == pytest.approx(score, abs=TIE, rel=TIE)
        for (name, score), (_, theirs) in zip(one, other, strict=True)
    )


@pytest.fixture(scope="module")
def other(engine_name, filled):
    """The embedded engine, to compare this run's engine with."""
    return filled("embedded")


def test_clauses_score_alike(engine, other):
    unlike = [
        name for name, query in CLAUSES.items() if not same_order(ranked(engine, query), ranked(other, query))
    ]
    assert unlike == []


def test_searches_rank_alike(engine, other):
    queries = searches()
    assert sum(len(ranked(other, query)) > 1 for query in queries) > len(queries) / 2
    assert [query for query in queries if not same_order(ranked(engine, query), ranked(other, query))] == []


def test_rank_nearly_alike_after_updates_and_deletes(engine_name, make_engine):
    """Deleted documents count differently until segments merge, in ways that no merge policy mends."""
    engines = [make_engine(engine_name), make_engine("embedded")]
    replaced = works(seed=77)
    for engine in engines:
        load(engine)
        engine.write("first", [Operation(work.id, 2, None) for work in replaced[::5]])
        engine.write("first", [Operation(work.id, 3, fill(MAPPING, work.source)) for work in replaced[1::4]])
    overlaps = []
    for query in searches():
        one, two = ([name for name, _ in ranked(engine, query)] for engine in engines)
        assert set(one) == set(two)
        top = max(1, min(20, len(one)))
        overlaps.append(len(set(one[:20]) & set(two[:20])) / top if one else 1.0)
    assert sum(overlaps) / len(overlaps) >= 0.95
    assert sum(overlap < 0.95 for overlap in overlaps) <= len(overlaps) * 0.05
