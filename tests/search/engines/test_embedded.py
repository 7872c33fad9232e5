"""What only the embedded engine does: files, locks, forks, damage, and refusing by name."""

from __future__ import annotations

import fcntl
import json
import multiprocessing
import os
import random
import struct
import time
import zlib
from pathlib import Path

import pytest

from search.engines import EngineUnavailable, Operation, UnsupportedRequest, WriterBusy, fill
from search.engines.embedded import EmbeddedEngine, writing
from search.engines.embedded.files import LEASE, file_system, problems

MAPPING = {
    "properties": {
        "title": {"type": "text", "analyzer": "whitespace"},
        "country": {"type": "keyword"},
        "open": {"type": "boolean"},
        "year": {"type": "integer"},
    }
}
EVERYTHING = {"query": {"match_all": {}}, "_source": False, "size": 100, "sort": "year"}


def operations(count, version=1):
    return [
        Operation(
            str(number), version, fill(MAPPING, {"title": f"water {number}", "year": number, "country": "LA"})
        )
        for number in range(count)
    ]


@pytest.fixture
def engine(tmp_path):
    engine = EmbeddedEngine(tmp_path / "index")
    engine.create("one", MAPPING)
    engine.promote("one")
    engine.write("one", operations(10))
    yield engine
    engine.close()


def total(engine):
    return engine.search(EVERYTHING)["hits"]["total"]["value"]


def test_nothing_is_touched_before_the_first_use(tmp_path):
    EmbeddedEngine(tmp_path / "index")
    assert list(tmp_path.iterdir()) == []


def test_reader_sees_what_another_process_wrote_and_promoted(engine):
    other = EmbeddedEngine(engine.root)
    assert total(other) == 10
    engine.write("one", operations(12))
    assert total(other) == 12
    engine.create("two", MAPPING)
    engine.promote("two")
    assert total(other) == 0


@pytest.mark.parametrize("field", ["title", "country"])
def test_half_a_character_is_refused_and_the_rest_is_written(engine, field):
    bad = Operation("bad", 2, fill(MAPPING, {"title": "water", field: "\ud800"}))
    report = engine.write("one", [*operations(12, version=2), bad])
    assert [failure.id for failure in report.failures] == ["bad"]
    assert report.written == 12


def test_a_long_stream_is_committed_now_and_then(engine, monkeypatch):
    """What waits for a commit lies in memory."""
    monkeypatch.setattr(writing, "_COMMITTED", 1_000)
    seen = []

    def stream():
        for operation in operations(3_500, version=2):
            if operation.id == "3400":
                seen.append(total(engine))
            yield operation

    assert engine.write("one", stream()).written == 3_500
    assert seen == [2_000]
    assert total(engine) == 3_500


def test_dropped_generation_answers_no_more(engine):
    engine.create("two", MAPPING)
    engine.promote("two")
    engine.drop("one")
    assert engine.generations() == ["two"]
    with pytest.raises(EngineUnavailable, match="one"):
        list(engine.entries("one"))


def test_generation_made_again_under_its_name_is_opened_anew(engine):
    other = EmbeddedEngine(engine.root)
    assert total(other) == 10
    engine.create("two", MAPPING)
    engine.promote("two")
    engine.drop("one")
    engine.create("one", {"properties": {"year": {"type": "long"}}})
    engine.write("one", [Operation("a", 1, {"year": 1})])
    engine.promote("one")
    assert total(other) == total(engine) == 1


def _search_and_write(engine, results):
    before = total(engine)
    engine.write("one", [Operation("from child", 1, {"title": "water", "year": 99})])
    results.put((before, total(engine)))


def test_fork_opens_its_own(engine):
    """A writer or a searcher of tantivy that is used on the other side of a fork hangs or loses the write."""
    assert total(engine) == 10
    context = multiprocessing.get_context("fork")
    results = context.Queue()
    child = context.Process(target=_search_and_write, args=(engine, results))
    child.start()
    assert results.get(timeout=30) == (10, 11)
    child.join(30)
    assert child.exitcode == 0
    assert total(engine) == 11


def test_second_writer_is_refused_and_nothing_written(engine):
    with (engine.root / "locks" / "one").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(WriterBusy, match="another process"):
            engine.write("one", operations(11))
    assert total(engine) == 10
    assert engine.write("one", operations(11)).written == 11


def test_lock_of_another_host_is_refused_until_it_is_stale(engine):
    lock = engine.root / "locks" / "one"
    lock.write_text("other-host")
    with pytest.raises(WriterBusy, match="other-host"):
        engine.write("one", operations(11))
    past = time.time() - LEASE - 1
    os.utime(lock, (past, past))
    assert engine.write("one", operations(11)).written == 11
    assert lock.read_text() == ""


@pytest.mark.parametrize("kind", ["nfs4", "cifs", "fuse.sshfs"])
def test_network_file_system_is_recognised(tmp_path, kind):
    mounts = (
        "21 1 8:1 / / rw - ext4 /dev/sda1 rw\n"
        f"40 21 0:40 / {tmp_path} rw,relatime shared:1 - {kind} server:/share rw\n"
        f"41 40 0:41 / {tmp_path}/inner rw - tmpfs tmpfs rw\n"
    )
    assert file_system(tmp_path / "index", mounts) == kind
    assert file_system(tmp_path / "inner" / "index", mounts) == "tmpfs"
    assert file_system(Path("/"), mounts) == "ext4"


def test_unusable_place_is_refused_with_a_sentence(tmp_path):
    (tmp_path / "file").write_text("")
    root = tmp_path / "file" / "index"
    assert "is not a directory" in problems(root)[0]
    with pytest.raises(EngineUnavailable, match="is not a directory"):
        EmbeddedEngine(root).create("one", MAPPING)


def test_interrupted_stream_writes_nothing(engine):
    def stream():
        yield from operations(20)
        raise LookupError("the database went away")

    with pytest.raises(LookupError):
        engine.write("one", stream())
    assert total(engine) == 10
    assert engine.write("one", operations(11)).written == 11


def test_large_stream_is_one_commit(engine):
    assert engine.write("one", iter(operations(2_500))).written == 2_500
    body = {"query": {"term": {"title": "water"}}, "_source": False, "size": 0}
    assert engine.search(body)["hits"]["total"]["value"] == 2_500
    assert len(list(engine.entries("one"))) == 2_500


# Damage


def _index_files(engine):
    return sorted(
        path for path in (engine.root / "generations" / "one" / "index").iterdir() if path.stat().st_size
    )


def test_sound_generation_has_no_damage(engine):
    engine.write("one", [Operation("3", 2, None)])
    assert engine.damage("one") == []


def test_every_flipped_bit_is_named(engine):
    chance = random.Random(5)
    files = [
        path for path in _index_files(engine) if path.suffix in (".fast", ".idx", ".store", ".term", ".pos")
    ]
    assert len({path.suffix for path in files}) == 5
    for path in files:
        sound = path.read_bytes()
        for _ in range(5):
            place = chance.randrange(len(sound) // 2)  # the footer holds text of no consequence
            path.write_bytes(
                sound[:place] + bytes([sound[place] ^ 1 << chance.randrange(8)]) + sound[place + 1 :]
            )
            assert any(path.name in finding for finding in engine.damage("one")), (path, place)
        path.write_bytes(sound)
    assert engine.damage("one") == []


def test_missing_and_cut_files_are_named(engine):
    for path in _index_files(engine):
        if path.name.endswith(".lock") or path.suffix == ".fieldnorm":
            continue
        sound = path.read_bytes()
        path.write_bytes(sound[: len(sound) // 2])
        assert any(path.name in finding for finding in engine.damage("one")), path
        path.unlink()
        assert any(path.name in finding and "missing" in finding for finding in engine.damage("one")), path
        path.write_bytes(sound)


def test_damaged_index_is_unavailable_never_empty(engine):
    engine.close()
    meta = engine.root / "generations" / "one" / "index" / "meta.json"
    meta.write_text(meta.read_text()[:40])
    with pytest.raises(EngineUnavailable):
        total(engine)
    meta.unlink()
    with pytest.raises(EngineUnavailable):
        total(engine)


def test_a_flipped_bit_is_refused_when_the_index_is_opened(engine):
    engine.close()
    path = next(path for path in _index_files(engine) if path.suffix == ".fast")
    sound = path.read_bytes()
    path.write_bytes(bytes([sound[0] ^ 1]) + sound[1:])
    with pytest.raises(EngineUnavailable, match=path.name):
        total(engine)
    path.write_bytes(sound)
    assert total(engine)


def _nonsense(path):
    """Fill one of tantivy's files with nonsense, under a footer whose checksum fits."""
    length, magic = struct.unpack("<II", path.read_bytes()[-8:])
    body = b"\xff" * (path.stat().st_size - 8 - length)
    footer = json.loads(path.read_bytes()[-8 - length : -8]) | {"crc": zlib.crc32(body)}
    told = json.dumps(footer).encode()
    path.write_bytes(body + told + struct.pack("<II", len(told), magic))


def test_panic_of_the_library_is_unavailable(engine):
    engine.close()
    for path in _index_files(engine):
        if path.suffix in (".term", ".idx", ".store"):
            _nonsense(path)
    assert engine.damage("one") == []
    with pytest.raises(EngineUnavailable, match="failed while"):
        engine.search({"query": {"term": {"title": "water"}}, "_source": False})


def test_unreadable_pointer_is_unavailable(engine):
    (engine.root / "live").unlink()
    (engine.root / "live").mkdir()
    with pytest.raises(EngineUnavailable):
        total(engine)


# Refused by name

REFUSED = {
    "query_string": {"query": {"query_string": {"query": "a AND b"}}},
    "match": {"query": {"match": {"title": "a"}}},
    "unknown field 'colour'": {"query": {"term": {"colour": "red"}}},
    "keyword field 'country' where it scores": {"query": {"term": {"country": "LA"}}},
    "case_insensitive": {"query": {"prefix": {"title": {"value": "a", "case_insensitive": True}}}},
    "empty value": {"query": {"prefix": {"title": ""}}},
    "rewrite": {"query": {"fuzzy": {"title": "a"}}},
    "fuzziness 3": {
        "query": {"fuzzy": {"title": {"value": "a", "fuzziness": 3, "rewrite": "constant_score"}}}
    },
    "minimum_should_match '75%'": {"query": {"bool": {"should": [], "minimum_should_match": "75%"}}},
    "boost_mode": {"query": {"bool": {"boost_mode": 1}}},
    "slop": {"query": {"match_phrase": {"title": {"query": "a b", "slop": 2}}}},
    "'2001' on the integer field": {"query": {"constant_score": {"filter": {"term": {"year": "2001"}}}}},
    "range on the keyword field": {"query": {"range": {"country": {"gte": "A"}}}},
    "no bound": {"query": {"range": {"year": {}}}},
    "time_zone": {"query": {"range": {"year": {"gte": 1, "time_zone": "UTC"}}}},
    "one clause expected": {"query": {"match_all": {}, "match_none": {}}},
    "request lacks": {"query": {"dis_max": {}}},
    "highlight": {"highlight": {}},
    "_source": {"_source": True},
    "_source on the text field": {"_source": ["title"]},
    "more than one key": {"sort": ["country", "year"]},
    "_score asc": {"sort": [{"_score": "asc"}]},
    "missing": {"sort": [{"year": {"order": "asc", "missing": "_first"}}]},
    "sort on the text field": {"sort": "title"},
    "cardinality": {"aggs": {"a": {"cardinality": {"field": "country"}}}},
    "sub-aggregations of terms": {"aggs": {"a": {"terms": {"field": "year"}, "aggs": {"b": {}}}}},
    "aggregation terms: missing": {"aggs": {"a": {"terms": {"field": "year", "missing": 1}}}},
    "interval 0.5": {"aggs": {"a": {"histogram": {"field": "year", "interval": 0.5}}}},
    "aggregation min on the keyword": {"aggs": {"a": {"min": {"field": "country"}}}},
}


@pytest.mark.parametrize("name", REFUSED)
def test_rest_of_the_request_language_is_refused_by_name(engine, name):
    with pytest.raises(UnsupportedRequest) as refusal:
        engine.search({"_source": False, **REFUSED[name]})
    assert name in str(refusal.value)


def test_request_is_not_changed(engine):
    body = {
        **EVERYTHING,
        "aggs": {"a": {"filter": {"term": {"open": True}}, "aggs": {"b": {"terms": {"field": "year"}}}}},
    }
    before = json.dumps(body)
    engine.search(body)
    assert json.dumps(body) == before


def segments(engine):
    return json.loads((engine.root / "generations" / "one" / "index" / "meta.json").read_text())["segments"]


def test_open_generation_takes_batches_without_waiting_for_merges(engine):
    """A small index is merged as a whole after some small commits, and nobody's publication waits for that."""
    words = " ".join(f"word{number}" for number in range(2_000))
    large = [Operation(f"large {n}", 1, {"title": f"{words} {n}", "year": n}) for n in range(1_000)]
    engine.write("one", large)
    met = 0
    with engine.writing("one") as writer:
        for number in range(20):
            writer.write([Operation(f"small {number}", 1, {"title": f"small {number}", "year": 1})])
            met += not writer.settle(lambda: True)
            assert total(engine) == 1_011 + number
        assert met, "no merge went on while the next batch was written"
        for _look in range(50):
            assert writer.settle(lambda: False)
            # A merge that another sets off may begin, on a busy machine, after settle has looked.
            if len(segments(engine)) < 8:
                break
        assert len(segments(engine)) < 8
    assert total(engine) == 1_030


def test_open_generation_goes_on_after_a_batch_that_failed(engine):
    def broken():
        yield Operation("11", 1, {"title": "lost", "year": 1})
        raise LookupError("the source is gone")

    with engine.writing("one") as writer:
        writer.write([Operation("10", 5, {"title": "kept", "year": 1})])
        with pytest.raises(LookupError):
            writer.write(broken())
        assert writer.write([Operation("10", 4, {"title": "late", "year": 1})]).outdated == 1
        assert writer.write([Operation("11", 1, {"title": "again", "year": 1})]).written == 1
    assert total(engine) == 12
