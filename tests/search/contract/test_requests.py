"""Totals, facets, the set of matches and the order of field sorts, against the plain reading of the language."""

from __future__ import annotations

import pytest

from search.engines import UnsupportedRequest
from tests.search.contract import reference
from tests.search.contract.corpus import works
from tests.search.contract.requests import AGGREGATIONS, CLAUSES, EN, searches

ALL = works()


def ids(answer):
    return [hit["_id"] for hit in answer["hits"]["hits"]]


def counted(answer, spec):
    """Bring an aggregation of an answer into the reference's form."""
    [kind] = set(spec) - {"aggs"}
    if kind == "filter":
        inner = {name: counted(answer[name], each) for name, each in spec.get("aggs", {}).items()}
        return answer["doc_count"], inner
    if kind in ("min", "max"):
        return answer["value"]
    return {bucket["key"]: bucket["doc_count"] for bucket in answer["buckets"]}


@pytest.mark.parametrize("name", CLAUSES)
def test_clause_selects_what_it_says(engine, name):
    expected = {work.id for work in reference.matching(ALL, CLAUSES[name])}
    answer = engine.search({"query": CLAUSES[name], "size": 1000, "_source": False, "track_total_hits": True})
    assert set(ids(answer)) == expected
    assert answer["hits"]["total"] == {"value": len(expected), "relation": "eq"}


@pytest.mark.parametrize("name", CLAUSES)
def test_clause_selects_the_same_as_filter(engine, name):
    """Where a clause only filters it may be answered in another way, and must select the same."""
    body = {"query": {"bool": {"filter": [CLAUSES[name]]}}, "size": 1000, "_source": False}
    assert set(ids(engine.search(body))) == {work.id for work in reference.matching(ALL, CLAUSES[name])}


def test_searches_select_the_same(engine):
    for query in searches():
        expected = {work.id for work in reference.matching(ALL, query)}
        answer = engine.search({"query": query, "size": 1000, "_source": False})
        assert set(ids(answer)) == expected, query


@pytest.mark.parametrize("name", ["match all", "term on text", "match none", "dis_max"])
def test_facets_count_what_matches(engine, name):
    matching = reference.matching(ALL, CLAUSES[name])
    answer = engine.search({"query": CLAUSES[name], "size": 0, "_source": False, "aggs": AGGREGATIONS})
    for facet, spec in AGGREGATIONS.items():
        found = counted(answer["aggregations"][facet], spec)
        expected = reference.facet(matching, spec)
        assert found == expected, facet
        if isinstance(found, dict):
            assert list(found) == list(expected), facet  # order


def test_rest_of_a_cut_facet_is_told(engine):
    answer = engine.search(
        {"size": 0, "_source": False, "aggs": {"few": {"terms": {"field": "theme", "size": 2}}}}
    )
    everything = reference.facet(ALL, {"terms": {"field": "theme", "size": 100}})
    assert answer["aggregations"]["few"]["sum_other_doc_count"] == sum(list(everything.values())[2:])


def test_boolean_facet_names_its_keys(engine):
    answer = engine.search({"size": 0, "_source": False, "aggs": {"v": {"terms": {"field": "verified"}}}})
    assert {b["key_as_string"] for b in answer["aggregations"]["v"]["buckets"]} == {"true", "false"}


def test_post_filter_narrows_hits_and_not_facets(engine):
    body = {
        "query": CLAUSES["term on text"],
        "post_filter": {"terms": {"country": ["LA"]}},
        "size": 1000,
        "_source": False,
        "aggs": {"country": AGGREGATIONS["country"]},
    }
    answer = engine.search(body)
    matching = reference.matching(ALL, CLAUSES["term on text"])
    assert set(ids(answer)) == {work.id for work in matching if work.source["country"] == "LA"}
    assert counted(answer["aggregations"]["country"], AGGREGATIONS["country"]) == reference.facet(
        matching, AGGREGATIONS["country"]
    )


@pytest.mark.parametrize("way", ["asc", "desc"])
@pytest.mark.parametrize("field", ["key", "sort_title", "published"])
def test_order_by_field(engine, field, way):
    body = {"query": CLAUSES["term on text"], "size": 1000, "sort": [{field: way}], "_source": False}
    matching = reference.matching(ALL, CLAUSES["term on text"])
    expected = sorted(matching, key=lambda work: work.source[field], reverse=way == "desc")
    answer = engine.search(body)
    assert ids(answer) == [work.id for work in expected]
    assert [hit["sort"] for hit in answer["hits"]["hits"]] == [[work.source[field]] for work in expected]
    assert all(hit["_score"] is None for hit in answer["hits"]["hits"])


@pytest.mark.parametrize("way", ["asc", "desc"])
def test_documents_without_the_field_come_last(engine, way):
    answer = engine.search({"sort": {"year": {"order": way}}, "size": 1000, "_source": ["year"]})
    lacking = ["year" not in hit["_source"] for hit in answer["hits"]["hits"]]
    assert lacking == sorted(lacking)
    assert True in lacking
    last = 2**31 - 1 if way == "asc" else -(2**31)
    assert answer["hits"]["hits"][-1]["sort"] == [last]


@pytest.mark.parametrize("query", ["match all", "should beside must", "fuzzy by itself", "filter alone"])
@pytest.mark.parametrize("way", ["asc", "desc"])
def test_ties_of_score_are_ordered_by_the_field(engine, query, way):
    body = {"query": CLAUSES[query], "sort": [{"_score": "desc"}, {"key": way}], "_source": False}
    answer = engine.search({**body, "size": 1000})
    rows = [(hit["_score"], hit["_id"]) for hit in answer["hits"]["hits"]]
    assert [hit["sort"] for hit in answer["hits"]["hits"]] == [[score, name] for score, name in rows]
    expected = sorted(rows, key=lambda row: row[1], reverse=way == "desc")
    expected.sort(key=lambda row: -row[0])
    assert rows == expected
    # The same rows, page by page.
    pages = [engine.search({**body, "from": start, "size": 7}) for start in range(0, len(rows) + 7, 7)]
    assert [name for page in pages for name in ids(page)] == [name for _, name in rows]


def test_ties_of_score_by_a_number(engine):
    body = {"query": CLAUSES["terms on keyword"], "sort": ["_score", {"published": "desc"}], "size": 9}
    matching = reference.matching(ALL, CLAUSES["terms on keyword"])
    expected = sorted(matching, key=lambda work: -work.source["published"])[:9]
    assert ids(engine.search({**body, "_source": False})) == [work.id for work in expected]


@pytest.mark.parametrize("way", ["asc", "desc"])
def test_ties_without_the_field_come_last(engine, way):
    """In a query that gives all the same score, and in one that does not."""
    for query in (CLAUSES["match all"], CLAUSES["term on text"], CLAUSES["should beside filter"]):
        body = {"query": query, "sort": ["_score", {"year": way}], "size": 1000, "_source": ["year"]}
        hits = engine.search(body)["hits"]["hits"]
        rows = [(-hit["_score"], "year" not in hit["_source"]) for hit in hits]
        assert rows == sorted(rows)
        last = 2**31 - 1 if way == "asc" else -(2**31)
        assert {hit["sort"][1] == last for hit in hits if "year" not in hit["_source"]} <= {True}


def test_pages_join_without_gap_or_repeat(engine):
    body = {"query": {"match_all": {}}, "sort": "key", "_source": False, "size": 50}
    pages = [engine.search({**body, "from": start}) for start in range(0, 350, 50)]
    assert [name for page in pages for name in ids(page)] == [work.id for work in ALL]


def test_total_can_be_bounded_or_left_out(engine):
    body = {"query": {"match_all": {}}, "_source": False, "size": 1}
    assert engine.search({**body, "track_total_hits": 100})["hits"]["total"] == {
        "value": 100,
        "relation": "gte",
    }
    assert engine.search({**body, "track_total_hits": 1000})["hits"]["total"]["relation"] == "eq"
    assert "total" not in engine.search({**body, "track_total_hits": False})["hits"]


def test_named_source_fields_are_shown(engine):
    body = {"query": {"ids": {"values": ["work-0005"]}}, "_source": ["languages", "country", "year"]}
    [hit] = engine.search(body)["hits"]["hits"]
    source = ALL[5].source
    assert hit["_source"] == {
        name: source[name] for name in ("country", "languages", "year") if name in source
    }


def test_columns_are_shown_in_the_place_of_the_document(engine):
    """Each value once and in order; nothing of a field that is not there."""
    fields = ["key", "ancestors", "country"]
    body = {"query": {"match_all": {}}, "sort": "key", "size": 1000, "docvalue_fields": fields}
    hits = engine.search({**body, "stored_fields": "_none_"})["hits"]["hits"]
    assert [hit["fields"] for hit in hits] == [columns(work.source, fields) for work in ALL]
    assert not any({"_id", "_source"} & hit.keys() for hit in hits)
    hits = engine.search({**body, "_source": ["country"]})["hits"]["hits"]
    assert [hit["_id"] for hit in hits] == [work.id for work in ALL]
    assert [hit["fields"] for hit in hits] == [columns(work.source, fields) for work in ALL]


def columns(source, names):
    found = {name: source[name] for name in names if name in source}
    return {name: [value] if isinstance(value, str) else sorted(set(value)) for name, value in found.items()}


def test_highest_score_is_told(engine):
    answer = engine.search({"query": CLAUSES["term on text"], "_source": False})
    assert answer["hits"]["max_score"] == pytest.approx(answer["hits"]["hits"][0]["_score"])


@pytest.mark.parametrize(
    "body",
    [
        {"query": {"term": {"body.en": EN[0]}}, "from": 9_999, "size": 2},
        {"query": {"term": {"body.en": EN[0]}}, "size": -1},
        {"query": {"range": {"year": {"gte": 10**30}}}},
        {"query": {"no_such_clause": {}}},
        {"query": {"bool": {"perhaps": []}}},
        {"sort": "body.en"},
        {"no_such_part": 1},
        {"stored_fields": "_none_", "_source": ["key"]},
        {"docvalue_fields": "key"},
        {"aggs": {"a": {"no_such_kind": {"field": "year"}}}},
        {"aggs": {"a": {"terms": {"field": "body.en"}}}},
    ],
    ids=str,
)
def test_what_is_wrong_is_refused(engine, body):
    with pytest.raises(UnsupportedRequest):
        engine.search({"_source": False, **body})
