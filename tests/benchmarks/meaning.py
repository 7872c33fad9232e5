"""The lines about meaning: what a question costs beyond its words, and the exact look at every passage.

The vectors of the site that is measured are random, the model is the real one.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator

import numpy as np
from django.test import override_settings

from kb.vocabulary.snapshot import held
from search import service
from search.meaning import near
from search.meaning.embedder import get_embedder
from search.meaning.held import MOST, Held
from search.meaning.space import Space
from search.models import Meaning, MeaningSpace
from tests.benchmarks import requests
from tests.benchmarks.measuring import pairs, seconds
from tests.benchmarks.random_vectors import EACH, MODEL, SIZE, fill
from tests.benchmarks.site import Bench
from tests.benchmarks.table import Row, Target

PASSAGES = 100_000
WORDS, EXACT = Target(40), Target(1.2)


def rows(bench: Bench) -> Iterator[Row]:
    """One question with meaning against the same without; every passage against plain numpy; the memory."""
    yield _exact(bench)
    with override_settings(SEARCH_EMBEDDER=MODEL):
        embedder = get_embedder()
        if embedder is None:
            bench.say("Left out: the lines about meaning, because this machine cannot run the model.")
            return
        fill(embedder.name)
        try:
            near.refresh()
            held_now = near._held
            assert held_now is not None
            yield Row(
                f"Meaning, {bench.engine}: memory of the vectors",
                f"{bench.works:,} works, {EACH} passages a text",
                (held_now.matrix.nbytes / 1e6,),
                "MB",
            )
            yield from _questions(bench)
            yield _model(embedder)
        finally:
            embedder.close()
            near.forget()
            Meaning.objects.all().delete()
            MeaningSpace.objects.all().delete()


def _exact(bench: Bench) -> Row:
    chance = np.random.default_rng(7)
    matrix = chance.normal(size=(PASSAGES, SIZE)).astype(np.float32)
    question = chance.normal(size=SIZE).astype(np.float32)
    still = np.zeros(SIZE, np.float32)
    owner = np.arange(PASSAGES, dtype=np.int64) // EACH
    names = {int(pk): (f"case:{pk}", "en") for pk in np.unique(owner)}
    loaded = Held(
        embedder="",
        space_version=0,
        version=0,
        count=len(names),
        space=Space(still, still, np.zeros((0, SIZE), np.float32)),
        matrix=matrix / np.linalg.norm(matrix, axis=1, keepdims=True),
        owner=owner,
        place=np.zeros(PASSAGES, np.int32),
        names=names,
        owners={place: pk for pk, place in names.items()},
    )
    measured = pairs(
        lambda: loaded.nearest(question, "en"),
        lambda: np.argpartition(loaded.matrix @ question, -MOST)[-MOST:],
        bench.rounds,
        clock=time.thread_time,
    )
    note = f"{statistics.median(measured.ours) * 1000:.0f} ms for {PASSAGES:,} passages"
    return Row(
        "Meaning: the nearest works, exactly",
        "numpy's product and partition",
        (measured.ratio,),
        target=EXACT,
        note=note,
    )


def _questions(bench: Bench) -> Iterator[Row]:
    """As in a process whose threads look for what is new, so that no question does."""
    for words, asked in requests.asked():
        if not asked[0].params.q:
            continue
        found = []
        for request in asked:

            def ask(embedder: str, request: requests.Asked = request) -> None:
                with override_settings(SEARCH_EMBEDDER=embedder, SEARCH_WORKER=True), held():
                    service.search(request.params, request.language)

            measured = pairs(lambda ask=ask: ask(MODEL), lambda ask=ask: ask(""), bench.rounds)
            found.append(measured.more * 1000)
        yield Row(
            f"Meaning, {bench.engine}: {words}", "the same by words alone, more by", tuple(found), "ms", WORDS
        )


def _model(embedder: object) -> Row:
    took = [seconds(lambda: embedder.queries(["village families money water school"])) for _ in range(30)]
    return Row("Meaning: the model's share", "", (statistics.median(took) * 1000,), "ms")
