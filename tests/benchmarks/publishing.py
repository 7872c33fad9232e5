"""From an editor's publication to a hit: the worker's thread at work as in a web process."""

from __future__ import annotations

import time
from collections.abc import Iterator
from statistics import median

from django.db import transaction

from cases.models import CasePage
from search import worker
from search.engines import get_engine
from tests.benchmarks.measuring import percentile
from tests.benchmarks.site import Bench
from tests.benchmarks.table import Row, Target

LIMITS = {"embedded": Target(1), "elasticsearch": Target(2)}
LEAST = 100  # publications: fewer have no 99th percentile
_PATIENCE = 60.0  # seconds


def rows(bench: Bench) -> Iterator[Row]:
    """Seconds from the commit of a publication until a search finds the new word."""
    cases = list(CasePage.objects.filter(live=True, original=None).order_by("pk")[:LEAST])
    worker.ensure_started()
    try:
        found = [_publish(case, f"zq{time.time_ns():x}") for case in cases]
    finally:
        worker.stop(wait=_PATIENCE)
    yield Row(
        f"Publish to findable, {bench.engine}: 99 of 100",
        "the commit",
        (percentile(found, 99),),
        "s",
        LIMITS[bench.engine],
        f"half of {len(found)} within {median(found):.2g} s",
    )


def _publish(case: CasePage, word: str) -> float:
    """Publish a case with a new word in its title; how long it takes until the word, which nothing had before, is found."""
    case = CasePage.objects.get(pk=case.pk)
    case.title = f"{case.title.partition(' zq')[0]} {word}"
    revision = case.save_revision()
    committed: list[float] = []
    with transaction.atomic():
        # Before publish() registers its own: the first of all that runs after the commit.
        transaction.on_commit(lambda: committed.append(time.perf_counter()))
        revision.publish()
    [begun] = committed
    body = {"query": {"term": {f"title.{case.locale.language_code}": word}}, "size": 1, "_source": False}
    while not get_engine().search(body)["hits"]["hits"]:
        if time.perf_counter() - begun > _PATIENCE:
            raise RuntimeError(f"{word} could not be found within {_PATIENCE:g} s")
        time.sleep(0.002)
    return time.perf_counter() - begun
