"""Three nodes under a light load: one falls, all are restarted in turn, the index in use is swapped all the while."""

from __future__ import annotations

import threading
import time
import uuid

import pytest

from search.engines import EngineUnavailable, Operation, fill
from search.engines.elasticsearch import ElasticsearchEngine
from tools import elasticsearch_server

MAPPING = {
    "properties": {
        "title.en": {"type": "text", "analyzer": "whitespace"},
        "number": {"type": "integer"},
    }
}
PAIR = ("one", "two")
EVERYTHING = {
    "query": {"constant_score": {"filter": {"match_all": {}}}},
    "sort": "number",
    "_source": False,
    "size": 1,
    "track_total_hits": True,
}
PATIENCE = 120


class Load:
    """A writer, two readers and somebody who swaps two indices that hold the same, each in a thread."""

    def __init__(self, nodes, prefix):
        self.url = ",".join(node.url for node in nodes)
        self.prefix = prefix
        self.ending = threading.Event()
        self.progress = threading.Condition()
        self.written = self.searches = self.swaps = 0
        self.faults = []
        self.slowest = 0.0
        loops = [self._write, self._search, self._search, self._swap]
        self.threads = [threading.Thread(target=self._repeat, args=(loop,), daemon=True) for loop in loops]

    def engine(self):
        return ElasticsearchEngine(self.url, prefix=self.prefix, timeout=5, replicas=1)

    def start(self):
        engine = self.engine()
        for generation in PAIR:
            engine.create(generation, MAPPING)
        engine.promote("one")
        engine.close()
        for thread in self.threads:
            thread.start()

    def stop(self):
        self.ending.set()
        for thread in self.threads:
            thread.join(PATIENCE)

    def goes_on(self, writes=20, searches=40, swaps=5):
        """Wait until so much more was done."""
        with self.progress:
            aims = (self.written + writes, self.searches + searches, self.swaps + swaps)
            assert self.progress.wait_for(
                lambda: (
                    self.faults
                    or all(
                        done >= aim
                        for done, aim in zip((self.written, self.searches, self.swaps), aims, strict=True)
                    )
                ),
                PATIENCE,
            ), (self.written, self.searches, self.swaps)
        assert self.faults == []

    def _repeat(self, step):
        engine = self.engine()
        try:
            while not self.ending.is_set():
                step(engine)
                with self.progress:
                    self.progress.notify_all()
                self.ending.wait(0.05)
        except Exception as error:
            self.faults.append(repr(error))
        finally:
            engine.close()

    def _write(self, engine):
        """As the outbox does: what was not acknowledged is written again."""
        number = self.written + 1
        operation = Operation(str(number), number, fill(MAPPING, {"title.en": "water", "number": number}))
        for generation in PAIR:
            while not self.ending.is_set():
                try:
                    assert engine.write(generation, [operation]).written == 1
                    break
                except EngineUnavailable:
                    self.ending.wait(0.2)
        if not self.ending.is_set():
            self.written = number

    def _search(self, engine):
        """What was acknowledged before the question is in the answer, and there is always an answer."""
        acknowledged, began = self.written, time.monotonic()
        total = engine.search(EVERYTHING)["hits"]["total"]["value"]
        self.slowest = max(self.slowest, time.monotonic() - began)
        assert total >= acknowledged, f"{total} of {acknowledged}"
        self.searches += 1

    def _swap(self, engine):
        generation = PAIR[self.swaps % 2]
        try:
            engine.promote(generation)
        except EngineUnavailable:
            return
        assert engine.live() == generation
        self.swaps += 1


@pytest.fixture(scope="module")
def nodes():
    with elasticsearch_server.running_cluster(3) as nodes:
        yield nodes


def green(node):
    health = node.ask(
        "GET", "/_cluster/health?wait_for_status=green&wait_for_no_initializing_shards=true&timeout=60s"
    )
    assert health["status"] == "green"


def master(nodes):
    state = nodes[0].ask("GET", "/_cluster/state/master_node,nodes")
    name = state["nodes"][state["master_node"]]["name"]
    return next(node for node in nodes if node.name == name)


def test_a_node_falls_and_all_are_restarted_in_turn(nodes):
    load = Load(nodes, f"nodes{uuid.uuid4().hex[:12]}")
    load.start()
    try:
        load.goes_on()
        green(nodes[0])
        fallen = master(nodes)
        fallen.kill()
        load.goes_on()  # with two nodes, before the third is back
        fallen.start()
        fallen.wait(3)
        green(fallen)
        for node in nodes:
            if node is not fallen:
                node.stop()
                load.goes_on(writes=5, searches=10, swaps=2)
                node.start()
                node.wait(3)
                green(node)
        load.goes_on()
    finally:
        load.stop()
    assert load.faults == []
    engine = load.engine()
    for generation in PAIR:
        held = {entry.id for entry in engine.entries(generation)}
        assert {str(number) for number in range(1, load.written + 1)} <= held
    assert engine.generations() == sorted(PAIR)
    engine.close()
