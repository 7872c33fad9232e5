"""The lines about one search: the adapter, the whole answer, the page."""

from __future__ import annotations

import time
from collections.abc import Iterator

from kb.vocabulary.snapshot import held
from search import queries, service
from search.engines import get_engine
from tests.benchmarks import raw, requests
from tests.benchmarks.measuring import pairs
from tests.benchmarks.site import Bench, remembering
from tests.benchmarks.table import Row, Target

ADAPTER = {"embedded": Target(1.3), "elasticsearch": Target(1.15)}
WHOLE = Target(10)
PAGE = Target(2)
#: A page of text as Wagtail serves it, with the same frame round it.
PLAIN_PAGE = "/en/about/"


def adapter(bench: Bench) -> Iterator[Row]:
    """A body in, an answer out, against the same without us.

    Embedded, everything happens in this thread, and its processor time counts: on a machine that others use, what
    asks the system for a file waits longer than what only computes.
    """
    engine = get_engine()
    clock = time.thread_time if bench.engine == "embedded" else time.perf_counter
    for words, asked in requests.asked():
        found = []
        for request in asked:
            body = queries.body(service.make_request(request.params, request.language))
            measured = pairs(
                lambda body=body: engine.search(body), raw.action(bench, body), bench.rounds, clock=clock
            )
            found.append(measured.ratio)
        yield Row(
            f"Adapter, {bench.engine}: {words}", bench.raw_name, tuple(found), target=ADAPTER[bench.engine]
        )


def whole(bench: Bench) -> Iterator[Row]:
    """Twenty finished hits with snippets, labels of all facets, visibility: what that adds to the engine.

    In time of the processor: as milliseconds have to be compared with a number, not with each other, what else
    the machine does must not count. Nothing but the engine, which is on both sides, works elsewhere.
    """
    for words, asked in requests.asked():
        found, totals = [], []
        for request in asked:
            body = queries.body(service.make_request(request.params, request.language))
            results = service.search(request.params, request.language)
            if not results.total or results.loosened or results.degraded.value:
                raise RuntimeError(f"{request} finds nothing here: it would measure something else")
            totals.append(results.total)
            with held():  # as in a request
                measured = pairs(
                    lambda request=request: service.search(request.params, request.language),
                    raw.action(bench, body),
                    bench.rounds,
                    clock=time.thread_time,
                )
            found.append(measured.more * 1000)
        note = f"{' · '.join(map(str, totals))} hits"
        yield Row(
            f"Whole search, {bench.engine}: {words}",
            f"{bench.raw_name}, more by",
            tuple(found),
            "ms",
            WHOLE,
            note,
        )


def page(bench: Bench) -> Iterator[Row]:
    """The page of results against a plain page of the same site, both as a browser asks for them."""
    from django.test import Client

    client = Client(headers={"Accept-Encoding": "gzip"})

    def get(path: str) -> None:
        response = client.get(path)
        if response.status_code != 200:
            raise RuntimeError(f"{path}: {response.status_code}")

    for kept, again in ((False, ""), (True, ", asked again")):
        with remembering(kept):
            for words, asked in requests.asked():
                found = []
                for path in map(requests.path, asked):
                    found.append(
                        pairs(lambda path=path: get(path), lambda: get(PLAIN_PAGE), bench.rounds).ratio
                    )
                yield Row(
                    f"Search page{again}, {bench.engine}: {words}",
                    f"plain page {PLAIN_PAGE}",
                    tuple(found),
                    target=PAGE,
                )
