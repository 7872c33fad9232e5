"""Engines remember answers until the index is written to, and never one that has become untrue."""

from __future__ import annotations

import uuid

import pytest

from search.engines import Operation, UnsupportedRequest
from search.engines.elasticsearch import ElasticsearchEngine
from search.engines.embedded import EmbeddedEngine, reading

MAPPING = {
    "properties": {
        "id": {"type": "keyword"},
        "from": {"type": "long"},
        "until": {"type": "long"},
        "title": {"type": "text", "analyzer": "whitespace"},
    }
}


@pytest.fixture(params=["embedded", "elasticsearch"])
def engine(request, tmp_path):
    if request.param == "embedded":
        made = EmbeddedEngine(tmp_path)
    else:
        url = request.getfixturevalue("elasticsearch_url")
        made = ElasticsearchEngine(url, prefix=f"t{uuid.uuid4().hex[:12]}", timeout=20, replicas=0)
    made.create("one", MAPPING)
    made.write("one", [document("a", 1, 100, 200), document("b", 1, 150, 300)])
    made.promote("one")
    yield made
    made.close()


@pytest.fixture
def asked(monkeypatch):
    """Which questions the index itself was asked, those for the dates that it holds left out."""
    questions = []
    embedded, elasticsearch = reading.answer, ElasticsearchEngine._asked

    def in_embedded(searcher, translator, body, index):
        questions.extend([body] if "query" in body else [])
        return embedded(searcher, translator, body, index)

    def in_elasticsearch(self, body, timeout):
        questions.extend([body] if "query" in body else [])
        return elasticsearch(self, body, timeout)

    monkeypatch.setattr(reading, "answer", in_embedded)
    monkeypatch.setattr(ElasticsearchEngine, "_asked", in_elasticsearch)
    return questions


def document(name, version, begins, ends):
    return Operation(name, version, {"id": name, "from": begins, "until": ends, "title": "water"})


def body(now, **more):
    within = [{"range": {"from": {"lte": now}}}, {"range": {"until": {"gt": now}}}]
    return {
        "query": {"bool": {"must": [{"term": {"title": "water"}}], "filter": within}},
        "_source": False,
        **more,
    }


def found(engine, now, *, written=1, **more):
    return [hit["_id"] for hit in engine.search(body(now, **more), written=written)["hits"]["hits"]]


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


def test_what_is_written_ends_what_is_remembered(engine, asked):
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
    engine.search(body(160), written=1)["hits"]["hits"].clear()
    assert len(found(engine, 160)) == 2


def test_what_is_refused_is_refused_again(engine):
    for _ in range(2):
        with pytest.raises(UnsupportedRequest):
            engine.search({"query": {"wildcard": {"no such": {"field": "w*"}}}}, written=1)


def test_elasticsearch_is_told_what_other_processes_write(elasticsearch_url, asked):
    prefix = f"t{uuid.uuid4().hex[:12]}"
    here, there = (
        ElasticsearchEngine(elasticsearch_url, prefix=prefix, timeout=20, replicas=0) for _ in range(2)
    )
    there.create("one", MAPPING)
    there.write("one", [document("a", 1, 100, 200)])
    there.promote("one")
    assert found(here, 160, written=1) == ["a"]
    there.write("one", [document("b", 1, 150, 300)])
    assert found(here, 160, written=1) == ["a"]  # nobody has said so yet
    assert sorted(found(here, 160, written=2)) == ["a", "b"]
    assert sorted(found(here, 160, written=None)) == ["a", "b"]  # who cannot say asks each time
    assert len(asked) == 3
    here.close()
    there.close()
