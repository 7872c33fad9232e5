"""Elasticsearch in trouble: readers get an honest answer, publishing goes on, afterwards the index tells the truth."""

from __future__ import annotations

import json
import threading
import time
import urllib.request
from dataclasses import replace

import pytest
from django.db import OperationalError

from search import draining, healing, rebuilding, schema, verifying, worker
from search.engines import EngineError, EngineUnavailable, Operation, fill, get_engine, reset_engine
from search.models import Outbox
from tests.faults.cluster.proxy import Answer, break_off, hang_up, refusal, rewritten

pytestmark = pytest.mark.django_db


def ask(url, method="GET", **body):
    """A request of whoever looks after the cluster."""
    data = json.dumps(body).encode() if body else None
    request = urllib.request.Request(
        url, method=method, data=data, headers={"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.load(answer)


@pytest.fixture
def cluster(proxy, settings):
    """Asks the cluster past the proxy; ``INDEX`` and ``ALIAS`` in a path are the live index and its alias."""

    def call(method, path, **body):
        path = path.replace("ALIAS", settings.SEARCH_INDEX_PREFIX)
        if "INDEX" in path:
            path = path.replace("INDEX", f"{settings.SEARCH_INDEX_PREFIX}.{get_engine().live()}")
        return ask(f"{proxy.upstream}/{path}", method, **body)

    return call


def trouble(kb):
    """Reading and publishing while nothing goes to or from the engine, and trying to write meanwhile."""
    kb.reading_is_honest()
    kb.publish("More water for three towns")
    with pytest.raises(EngineUnavailable):
        draining.drain()
    assert Outbox.objects.filter(set_aside=False).exists()
    kb.reading_is_honest()


REFUSALS = {
    "too many requests": refusal(429, "es_rejected_execution_exception"),
    "unavailable": refusal(503, "no_shard_available_action_exception"),
    "no master": refusal(503, "cluster_block_exception", "blocked by: [SERVICE_UNAVAILABLE/2/no master]"),
    "circuit breaker": refusal(429, "circuit_breaking_exception", "[parent] Data too large"),
    "error inside": refusal(500, "null_pointer_exception"),
    "bad gateway": lambda request, passed_on: Answer(502, b"<html>", (("Content-Type", "text/html"),)),
    "hangs up": hang_up,
    "breaks off": break_off,
}


@pytest.mark.parametrize("fault", REFUSALS.values(), ids=REFUSALS.keys())
def test_no_answer(kb, proxy, fault):
    with proxy.failing(fault):
        trouble(kb)
    kb.all_is_well("More water for three towns")


def test_nobody_listens(kb, proxy):
    with proxy.refusing():
        trouble(kb)
    kb.all_is_well("More water for three towns")


def test_the_name_is_not_known(kb, proxy, settings):
    settings.ELASTICSEARCH_URL = "http://no-such-host.invalid:9200"
    reset_engine()
    trouble(kb)
    settings.ELASTICSEARCH_URL = proxy.url
    reset_engine()
    kb.all_is_well("More water for three towns")


def test_a_search_that_hangs_is_given_up_and_the_next_reader_does_not_wait(kb, proxy, settings):
    settings.SEARCH_TIMEOUT = 1.5
    reset_engine()
    with proxy.failing(proxy.hang):
        began = time.monotonic()
        assert kb.api("water village").json()["degraded"] is True
        assert 1.4 < time.monotonic() - began < 6
        began = time.monotonic()
        with pytest.raises(EngineUnavailable, match="left alone"):
            get_engine().search({"query": {"match_all": {}}})
        assert time.monotonic() - began < 0.5
        trouble(kb)
    again(lambda: kb.api("water").json()["degraded"] is False)
    kb.all_is_well("More water for three towns")


def again(holds, seconds=90):
    """Ask until it holds."""
    pause, deadline = threading.Event(), time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline
        pause.wait(0.1)


def published(kb, title):
    """Publish, unless the thread of the worker is at a table: threads of one test share a database in memory, where
    SQLite does not wait as it does with a file.
    """
    try:
        kb.publish(title)
    except OperationalError:
        return False
    return True


NOT_WHOLE = {
    "timed out": lambda answer: answer.update(timed_out=True, hits={**answer["hits"], "hits": []}),
    "a shard failed": lambda answer: answer["_shards"].update(failed=1, successful=0),
}


@pytest.mark.parametrize("change", NOT_WHOLE.values(), ids=NOT_WHOLE.keys())
def test_an_answer_that_is_not_whole_is_none(kb, proxy, change):
    with proxy.failing(rewritten("/_search", change)):
        kb.reading_is_honest()
        kb.publish("More water for three towns")
        draining.drain()
        kb.reading_is_honest()
    kb.all_is_well("More water for three towns")


def test_one_bad_item_of_five_hundred(kb):
    works = [
        Operation(f"case:{number}", 10**16, fill(schema.mapping(), {"id": f"case:{number}"}))
        for number in range(500)
    ]
    works[250] = replace(works[250], source={**works[250].source, "years": "soon"})
    report = get_engine().write(get_engine().live(), works)
    assert report.written == 499
    [failure] = report.failures
    assert (failure.id, failure.final) == ("case:250", True)
    assert "years" in failure.reason


def test_items_that_are_to_be_sent_again_are_not_mistaken_for_others(kb, proxy):
    """A node that has too much to do takes some items of a bulk and asks for the others again."""
    asked = []

    def busy(request, passed_on):
        if request.path.endswith("/_bulk"):
            lines = request.body.splitlines()
            asked.append(len(lines) // 2)
            if len(asked) == 1:
                answer = passed_on()
                told = json.loads(answer.body)
                [item] = told["items"][0].values()
                item.update(status=429, error={"type": "es_rejected_execution_exception", "reason": "busy"})
                return Answer(answer.status, json.dumps(told).encode(), answer.headers)
        return passed_on()

    works = [
        Operation(f"case:{number}", 10**16, fill(schema.mapping(), {"id": f"case:{number}"}))
        for number in range(5)
    ]
    works[3] = replace(works[3], source={**works[3].source, "years": "soon"})
    with proxy.failing(busy):
        report = get_engine().write(get_engine().live(), works)
    assert asked == [5, 1]
    assert (report.written, [failure.id for failure in report.failures]) == (4, ["case:3"])


def test_a_full_disk_makes_changes_wait(kb, cluster):
    """Elasticsearch blocks an index when the disk is nearly full, and lets it go when there is room again."""
    cluster("PUT", "INDEX/_settings", **{"index.blocks.read_only_allow_delete": True})
    kb.publish("More water for three towns")
    with pytest.raises(EngineUnavailable):
        draining.drain()
    assert Outbox.objects.filter(set_aside=False).exists()
    assert kb.titles("water") == {"Clean water for one village"}
    cluster("PUT", "INDEX/_settings", **{"index.blocks.read_only_allow_delete": None})
    kb.all_is_well("More water for three towns")


def test_the_circuit_breaker_of_the_server(kb, cluster):
    def limit(value):
        cluster("PUT", "_cluster/settings", persistent={"indices.breaker.request.limit": value})

    limit("1b")
    try:
        kb.reading_is_honest()
    finally:
        limit(None)
    kb.all_is_well()


def test_the_index_is_closed(kb, cluster):
    index = get_engine().live()
    cluster("POST", "INDEX/_close")
    kb.reading_is_honest()
    kb.publish("More water for three towns")
    with pytest.raises(EngineUnavailable):
        draining.drain()
    assert Outbox.objects.filter(set_aside=False).exists()
    assert not verifying.status().usable
    assert get_engine().live() == index
    cluster("POST", "INDEX/_open?wait_for_active_shards=1")
    kb.all_is_well("More water for three towns")


def lose_index(cluster):
    cluster("DELETE", "INDEX")


def lose_alias(cluster):
    cluster("DELETE", "INDEX/_alias/ALIAS")


def guess_mapping(cluster):
    """Somebody deletes the index, something else writes, Elasticsearch makes an index of its own guessing."""
    name = cluster("GET", "INDEX/_alias").popitem()[0]
    cluster("DELETE", name)
    cluster("PUT", f"{name}/_doc/case:1?refresh=true", title={"en": "water"}, order={"newest": "1"})
    cluster("PUT", f"{name}/_alias/ALIAS")


LOST = [lose_index, lose_alias, guess_mapping]


@pytest.mark.parametrize("lose", LOST)
def test_an_index_that_is_lost_is_made_anew(kb, cluster, lose):
    lose(cluster)
    kb.reading_is_honest()
    kb.publish("More water for three towns")
    assert draining.drain() == 0  # there is nothing to write to, and nothing is made by writing
    assert Outbox.objects.filter(set_aside=False).exists()
    kb.reading_is_honest()
    assert list(verifying.verify())
    assert healing.heal()
    kb.all_is_well("More water for three towns")
    assert not healing.heal()


def test_an_index_that_stands_in_the_way_of_the_alias(kb, cluster, settings):
    """Never deleted by us: on a shared cluster it may be somebody's."""
    cluster("DELETE", "INDEX")
    cluster("PUT", "ALIAS/_doc/1?refresh=true", title={"en": "water"})
    kb.reading_is_honest()
    with pytest.raises(EngineError, match="an index of that name"):
        rebuilding.rebuild()
    kb.reading_is_honest()
    cluster("DELETE", "ALIAS")
    rebuilding.rebuild()
    kb.all_is_well()


@pytest.mark.django_db(transaction=True)
def test_the_worker_comes_back_by_itself(afterwards_as_before, kb, cluster, proxy, monkeypatch):
    """The thread of the web processes, through a fall of the engine and the loss of its index."""
    monkeypatch.setattr(worker, "LONGEST_PAUSE", 1.5)
    monkeypatch.setattr(healing, "SUSPICION_EVERY", 0.5)
    worker.ensure_started()
    try:
        with proxy.refusing():
            again(lambda: published(kb, "More water for three towns"))
            kb.reading_is_honest()
        again(lambda: not Outbox.objects.exists())
        assert kb.titles("water") == {"Clean water for one village", "More water for three towns"}
        cluster("DELETE", "INDEX")
        # A search in vain lets it look; what was asked before is remembered.
        again(lambda: kb.api("three towns").json().get("degraded") is False)
    finally:
        worker.stop()
    kb.all_is_well("More water for three towns")
