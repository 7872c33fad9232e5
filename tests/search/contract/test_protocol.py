"""What an engine does beside searching: generations, versions, reports."""

from __future__ import annotations

import pytest

from search.engines import (
    EngineError,
    EngineUnavailable,
    Entry,
    Operation,
    UnsupportedRequest,
    content_hash,
    fill,
)

MAPPING = {
    "properties": {
        "title.en": {"type": "text", "analyzer": "whitespace"},
        "country": {"type": "keyword"},
        "year": {"type": "integer"},
        "open": {"type": "boolean"},
    }
}
EVERYTHING = {"query": {"match_all": {}}, "sort": "year", "_source": ["country", "year"], "size": 1000}


def source(year, country="LA"):
    return fill(MAPPING, {"title.en": "clean water", "country": country, "year": year})


def found(engine):
    return [hit["_id"] for hit in engine.search(EVERYTHING)["hits"]["hits"]]


@pytest.fixture
def live(fresh):
    fresh.create("one", MAPPING)
    fresh.promote("one")
    return fresh


def test_nothing_is_live_at_first(fresh):
    assert fresh.live() is None
    assert fresh.generations() == []
    with pytest.raises(EngineUnavailable):
        fresh.search(EVERYTHING)


def test_written_is_found_at_once(live):
    report = live.write("one", [Operation("a", 1, source(2001)), Operation("b", 2, source(2002))])
    assert (report.written, report.deleted, report.outdated, report.failures) == (2, 0, 0, [])
    assert found(live) == ["a", "b"]


def test_equal_version_is_applied_again_and_counts_once(live):
    operations = [Operation("a", 1, source(2001)), Operation("b", 2, source(2002))]
    live.write("one", operations)
    assert live.write("one", operations).written == 2
    assert found(live) == ["a", "b"]


def test_older_write_loses(live):
    live.write("one", [Operation("a", 5, source(2005))])
    report = live.write("one", [Operation("a", 4, source(2004)), Operation("b", 1, source(2001))])
    assert (report.written, report.outdated) == (1, 1)
    assert found(live) == ["b", "a"]


def test_older_write_loses_within_a_batch(live):
    live.write("one", [Operation("a", 5, source(2005)), Operation("a", 4, source(2004))])
    [hit] = live.search(EVERYTHING)["hits"]["hits"]
    assert hit["_source"]["year"] == 2005


def test_older_write_does_not_bring_back_what_was_deleted(live):
    live.write("one", [Operation("a", 1, source(2001)), Operation("a", 3, None)])
    assert live.write("one", [Operation("a", 2, source(2002))]).outdated == 1
    assert found(live) == []
    assert live.write("one", [Operation("a", 4, source(2004))]).written == 1
    assert found(live) == ["a"]


def test_older_deletion_loses(live):
    live.write("one", [Operation("a", 5, source(2005))])
    assert live.write("one", [Operation("a", 4, None)]).outdated == 1
    assert found(live) == ["a"]


def test_deleting_what_is_not_there_is_no_failure(live):
    report = live.write("one", [Operation("nobody", 1, None)])
    assert (report.deleted, report.failures) == (1, [])


def test_bad_items_are_reported_and_the_rest_is_written(live):
    operations = [Operation(str(number), number, source(number)) for number in range(1, 20)]
    operations[7] = Operation("8", 8, {**source(8), "year": "eight"})
    operations[9] = Operation("10", 10, {**source(10), "colour": "red"})
    operations[11] = Operation("12", 12, {**source(12), "country": "x" * 40_000})
    operations[13] = Operation("14", 14, {**source(14), "open": "perhaps"})
    operations[15] = Operation("16", 16, {**source(16), "year": 2**40})
    report = live.write("one", operations)
    assert [(failure.id, failure.version) for failure in report.failures] == [
        ("8", 8),
        ("10", 10),
        ("12", 12),
        ("14", 14),
        ("16", 16),
    ]
    reasons = [failure.reason for failure in report.failures]
    for reason, field in zip(reasons, ["year", "colour", "country", "open", "year"], strict=True):
        assert field in reason
    assert report.written == 14
    assert len(found(live)) == 14


def test_failed_update_leaves_what_was_there(live):
    live.write("one", [Operation("a", 1, source(2001))])
    assert live.write("one", [Operation("a", 2, {**source(2002), "year": "x"})]).failures
    assert found(live) == ["a"]


def test_values_may_be_lists_and_lack(live):
    live.write("one", [Operation("a", 1, {**source(2001), "year": [2001, 2001, 2003], "country": None})])
    years = {"aggs": {"y": {"terms": {"field": "year"}}}, "size": 0, "_source": False}
    buckets = live.search(years)["aggregations"]["y"]["buckets"]
    assert [(bucket["key"], bucket["doc_count"]) for bucket in buckets] == [(2001, 1), (2003, 1)]


def test_entries_name_version_and_content(live):
    live.write(
        "one", [Operation("a", 5, source(2005)), Operation("b", 7, source(2007)), Operation("c", 1, None)]
    )
    assert sorted(live.entries("one"), key=lambda entry: entry.id) == [
        Entry("a", 5, content_hash(source(2005))),
        Entry("b", 7, content_hash(source(2007))),
    ]


def test_a_compact_generation_says_the_same(live):
    for number in range(4):
        live.write("one", [Operation(f"w{number}", 5, source(2000 + number))])
    live.write("one", [Operation("w0", 6, None)])
    before = found(live), sorted(live.entries("one"), key=lambda entry: entry.id)
    live.compact("one")
    live.compact("missing")
    assert (found(live), sorted(live.entries("one"), key=lambda entry: entry.id)) == before


def test_open_generation_takes_batch_after_batch(live):
    with live.writing("one") as writer:
        assert writer.write([Operation("a", 5, source(2005))]).written == 1
        assert found(live) == ["a"]
        assert not writer.settle(lambda: True) or writer.settle(lambda: False)
        report = writer.write([Operation("a", 4, source(2004)), Operation("b", 6, source(2001))])
        assert (report.written, report.outdated) == (1, 1)
        assert found(live) == ["b", "a"]
        assert writer.write([Operation("a", 7, None)]).deleted == 1
        assert writer.settle(lambda: False)
    assert live.write("one", [Operation("a", 6, source(2006))]).outdated == 1
    assert found(live) == ["b"]


def test_long_stream_is_written_in_its_order(live):
    names = [str(number) for number in range(1_300)]
    stream = [Operation(name, 2, source(1000 + number)) for number, name in enumerate(names)]
    stream += [Operation("7", 3, None), Operation("8", 1, source(1)), Operation("broken", 1, {"year": "x"})]
    report = live.write("one", iter(stream))
    assert (report.written, report.deleted, report.outdated) == (1_300, 1, 1)
    assert [failure.id for failure in report.failures] == ["broken"]
    versions = {entry.id: entry.version for entry in live.entries("one")}
    assert versions == {name: 2 for name in names if name != "7"}


def test_stream_that_breaks_off_raises_what_broke_it(live):
    def stream():
        yield from (Operation(str(number), 1, source(2000)) for number in range(700))
        raise LookupError("the database went away")

    with pytest.raises(LookupError):
        live.write("one", stream())


def test_generation_is_filled_beside_the_live_one_and_swapped(live):
    live.write("one", [Operation("old", 1, source(2001))])
    live.create("two", MAPPING)
    live.write("two", [Operation("new", 1, source(2002))])
    assert (live.live(), live.generations(), found(live)) == ("one", ["one", "two"], ["old"])
    live.promote("two")
    assert (live.live(), found(live)) == ("two", ["new"])
    live.promote("one")
    assert found(live) == ["old"]


def test_live_generation_is_not_dropped(live):
    live.create("two", MAPPING)
    with pytest.raises(EngineError):
        live.drop("one")
    live.drop("two")
    live.drop("two")
    assert live.generations() == ["one"]


def test_nothing_is_live_after_a_withdrawal(live):
    live.withdraw("one")
    assert live.live() is None
    assert live.generations() == ["one"]
    with pytest.raises(EngineUnavailable):
        live.search(EVERYTHING)
    live.withdraw("one")
    live.promote("one")
    assert found(live) == []


def test_withdrawing_what_is_not_live_leaves_the_live_one(live):
    live.create("two", MAPPING)
    live.withdraw("two")
    live.withdraw("three")
    assert live.live() == "one"
    live.promote("two")
    assert live.live() == "two"


def test_a_generation_that_is_gone_is_damaged(live):
    assert live.damage("one") == []
    assert any("missing" in sentence for sentence in live.damage("two"))


def test_generation_is_made_once(live):
    with pytest.raises(EngineError):
        live.create("one", MAPPING)


@pytest.mark.parametrize("name", ["../up", "", "UP", "a/b", "a" * 200, "a..b"])
def test_bad_names_are_refused(fresh, name):
    with pytest.raises(EngineError):
        fresh.create(name, MAPPING)


def test_missing_generation_is_named(live):
    with pytest.raises(EngineError, match="nowhere"):
        live.write("nowhere", [Operation("a", 1, source(2001))])
    with pytest.raises(EngineError, match="nowhere"):
        live.promote("nowhere")
    assert live.generations() == ["one"]


@pytest.mark.parametrize(
    "properties",
    [
        {"x": {"type": "geo_point"}},
        {"x": {"type": "text"}},
        {"x": {"type": "text", "analyzer": "standard"}},
        {"x": {"type": "keyword", "ignore_above": 10}},
    ],
    ids=str,
)
def test_mapping_outside_the_common_language_is_refused(fresh, properties):
    with pytest.raises(UnsupportedRequest):
        fresh.create("one", {"properties": properties})


def test_closed_engine_opens_again(live):
    live.write("one", [Operation("a", 1, source(2001))])
    live.close()
    assert found(live) == ["a"]
