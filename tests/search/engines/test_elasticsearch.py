"""A cluster in trouble, played by a server that answers as Elasticsearch then does."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from search.engines import BatchRefused, EngineError, EngineUnavailable, Operation, UnsupportedRequest
from search.engines.elasticsearch import ElasticsearchEngine

EVERYTHING = {"query": {"match_all": {}}, "_source": False}
SHARDS = {"total": 2, "successful": 2, "skipped": 0, "failed": 0}
NO_HITS = {"total": {"value": 0, "relation": "eq"}, "max_score": None, "hits": []}


class Cluster(ThreadingHTTPServer):
    """Gives the answer that was set for the end of a path, and remembers what it was sent."""

    daemon_threads = True

    def __init__(self):
        self.answers = {}
        self.sent = []
        self.waiting = threading.Event()
        super().__init__(("127.0.0.1", 0), _Answering)

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Answering(BaseHTTPRequestHandler):
    def _answer(self):
        path = self.path.partition("?")[0]
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.server.sent.append((self.path, body))
        status, answer = self.server.answers.get(path.rpartition("/")[2], (200, {}))
        if answer is None:
            self.server.waiting.wait(10)
        content = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("X-Elastic-Product", "Elasticsearch")
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = _answer

    def log_message(self, *arguments):
        pass


@pytest.fixture
def cluster():
    server = Cluster()
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield server
    server.waiting.set()
    server.shutdown()
    server.server_close()
    thread.join(10)


@pytest.fixture
def engine(cluster):
    engine = ElasticsearchEngine(cluster.url, prefix="t", timeout=5)
    yield engine
    engine.close()


def error(kind, reason="because"):
    return {"error": {"type": kind, "reason": reason, "root_cause": []}, "status": 500}


def test_nobody_answers():
    engine = ElasticsearchEngine("http://127.0.0.1:1", prefix="t", timeout=1)
    for call in (
        lambda: engine.search(EVERYTHING),
        engine.live,
        engine.generations,
        lambda: engine.promote("a"),
    ):
        with pytest.raises(EngineUnavailable):
            call()
    with pytest.raises(EngineUnavailable):
        engine.write("a", [Operation("1", 1, {})])
    with pytest.raises(EngineUnavailable):
        list(engine.entries("a"))


def test_unknown_host():
    engine = ElasticsearchEngine("http://no-such-host.invalid:9200", prefix="t", timeout=1)
    with pytest.raises(EngineUnavailable):
        engine.search(EVERYTHING)


def test_timed_out_is_no_answer(cluster, engine):
    cluster.answers["_search"] = (200, {"timed_out": True, "_shards": SHARDS, "hits": NO_HITS})
    with pytest.raises(EngineUnavailable, match="did not finish"):
        engine.search(EVERYTHING)


def test_part_of_the_shards_is_no_answer(cluster, engine):
    cluster.answers["_search"] = (
        200,
        {"timed_out": False, "_shards": {**SHARDS, "failed": 1}, "hits": NO_HITS},
    )
    with pytest.raises(EngineUnavailable, match="without 1 of its shards"):
        engine.search(EVERYTHING)


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504, 401, 403])
def test_errors_are_no_answer(cluster, engine, status):
    cluster.answers["_search"] = (status, error("circuit_breaking_exception"))
    with pytest.raises(EngineUnavailable):
        engine.search(EVERYTHING)


def test_missing_alias_is_no_answer(cluster, engine):
    cluster.answers["_search"] = (404, error("index_not_found_exception"))
    with pytest.raises(EngineUnavailable, match="live"):
        engine.search(EVERYTHING)


def test_bad_request_is_refused(cluster, engine):
    cluster.answers["_search"] = (400, error("parsing_exception", "unknown query [x]"))
    with pytest.raises(UnsupportedRequest, match="unknown query"):
        engine.search(EVERYTHING)


def test_slow_search_is_given_up(cluster, engine):
    cluster.answers["_search"] = (200, None)
    with pytest.raises(EngineUnavailable):
        engine.search(EVERYTHING, timeout=0.3)


def test_every_search_has_a_limit_and_takes_no_part(cluster, engine):
    cluster.answers["_search"] = (200, {"timed_out": False, "_shards": SHARDS, "hits": NO_HITS})
    engine.search(EVERYTHING, timeout=1.5)
    [(path, body)] = cluster.sent
    assert json.loads(body)["timeout"] == "1500ms"
    assert "allow_partial_search_results=false" in path


def bulk(*statuses):
    items = []
    for number, status in enumerate(statuses):
        item = {"_index": "t.a", "_id": str(number), "status": status}
        if status >= 400:
            item["error"] = {
                "type": "some_exception",
                "reason": "it said so",
                "caused_by": {"reason": "of this"},
            }
        items.append({"index": item})
    return {"took": 1, "errors": any(status >= 400 for status in statuses), "items": items}


def operations(count):
    return [Operation(str(number), number, {"year": number}) for number in range(count)]


def test_one_bad_item_of_many(cluster, engine):
    cluster.answers["_bulk"] = (200, bulk(201, 400, 409, 200))
    report = engine.write("a", operations(4))
    assert (report.written, report.outdated) == (2, 1)
    [failure] = report.failures
    assert (failure.id, failure.version, failure.reason) == ("1", 1, "it said so: of this")


def test_item_that_may_go_in_later_is_no_failure_for_good(cluster, engine):
    cluster.answers["_bulk"] = (200, bulk(201, 500))
    [failure] = engine.write("a", operations(2)).failures
    assert (failure.id, failure.final) == ("1", False)


def test_item_for_which_there_is_no_room_is_a_fault_of_the_engine(cluster, engine):
    cluster.answers["_bulk"] = (200, bulk(201, 503))
    with pytest.raises(EngineUnavailable):
        engine.write("a", operations(2))


def test_batch_that_is_refused_for_what_is_in_it_says_so(cluster, engine):
    cluster.answers["_bulk"] = (413, error("too_large"))
    with pytest.raises(BatchRefused):
        engine.write("a", operations(2))


def test_full_disk_is_no_failure_for_good(cluster, engine):
    answer = bulk(403)
    answer["items"][0]["index"]["error"]["type"] = "cluster_block_exception"
    cluster.answers["_bulk"] = (200, answer)
    with pytest.raises(EngineUnavailable):
        engine.write("a", operations(1))


@pytest.mark.parametrize("status", [429, 503])
def test_refused_batch_is_unavailable(cluster, engine, status):
    cluster.answers["_bulk"] = (status, error("es_rejected_execution_exception"))
    with pytest.raises(EngineUnavailable):
        engine.write("a", operations(2))


def test_index_is_never_made_by_a_write(cluster, engine):
    answer = bulk(404)
    answer["items"][0]["index"]["error"]["type"] = "index_not_found_exception"
    cluster.answers["_bulk"] = (200, answer)
    with pytest.raises(EngineError, match="gone"):
        engine.write("a", operations(1))
    assert all("require_alias=true" in path for path, _ in cluster.sent)


@pytest.mark.parametrize("prefix", ["", "KB", "kb.x", "kb*", "-kb"])
def test_bad_prefix_is_refused(prefix):
    with pytest.raises(EngineError):
        ElasticsearchEngine("http://127.0.0.1:1", prefix=prefix, timeout=1)
