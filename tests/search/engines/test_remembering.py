"""The embedded engine remembers answers until the next commit, and never one that has become untrue."""

from __future__ import annotations

import pytest

from search.engines import Operation, UnsupportedRequest
from search.engines.embedded import EmbeddedEngine, reading

MAPPING = {
    "properties": {
        "id": {"type": "keyword"},
        "from": {"type": "long"},
        "until": {"type": "long"},
        "title": {"type": "text", "analyzer": "whitespace"},
    }
}


@pytest.fixture
def engine(tmp_path):
    made = EmbeddedEngine(tmp_path)
    made.create("one", MAPPING)
    made.write("one", [document("a", 1, 100, 200), document("b", 1, 150, 300)])
    made.promote("one")
    return made


@pytest.fixture
def asked(monkeypatch):
    """How often the index itself was asked."""
    counted = []
    once = reading.answer
    monkeypatch.setattr(reading, "answer", lambda *given: (counted.append(1), once(*given))[1])
    return counted


def document(name, version, begins, ends):
    return Operation(name, version, {"id": name, "from": begins, "until": ends, "title": "water"})


def body(now, **more):
    within = [{"range": {"from": {"lte": now}}}, {"range": {"until": {"gt": now}}}]
    return {
        "query": {"bool": {"must": [{"term": {"title": "water"}}], "filter": within}},
        "_source": False,
        **more,
    }


def found(engine, now, **more):
    return [hit["_id"] for hit in engine.search(body(now, **more))["hits"]["hits"]]


def test_the_same_question_is_asked_once_while_no_date_lies_between(engine, asked):
    assert [sorted(found(engine, now)) for now in (160, 170, 199)] == [["a", "b"]] * 3
    assert len(asked) == 1


@pytest.mark.parametrize(
    ("now", "names"), [(99, []), (100, ["a"]), (149, ["a"]), (150, ["a", "b"]), (199, ["a", "b"]), (200, ["b"]), (300, [])]
)  # fmt: skip
def test_every_date_takes_effect_to_the_second(engine, now, names):
    for other in (99, 100, 120, 149, 150, 180, 199, 200, 250, 300):
        found(engine, other)  # what is remembered
    assert sorted(found(engine, now)) == names


def test_a_commit_ends_what_is_remembered(engine, asked):
    assert sorted(found(engine, 160)) == ["a", "b"]
    engine.write("one", [Operation("a", 2, None)])
    assert found(engine, 160) == ["b"]
    engine.write("one", [document("c", 1, 155, 158)])  # a date that was not there before
    assert found(engine, 160) == ["b"]
    assert sorted(found(engine, 157)) == ["b", "c"]


def test_other_questions_have_other_answers(engine, asked):
    assert len(found(engine, 160)) == 2
    assert len(found(engine, 160, size=1)) == 1
    assert len(asked) == 2


def test_whoever_changes_an_answer_changes_only_theirs(engine):
    engine.search(body(160))["hits"]["hits"].clear()
    assert len(found(engine, 160)) == 2


def test_what_is_refused_is_refused_again(engine):
    for _ in range(2):
        with pytest.raises(UnsupportedRequest):
            engine.search({"query": {"wildcard": {"title": "w*"}}})
