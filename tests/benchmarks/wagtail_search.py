"""Wagtail's own search, on the same Elasticsearch: five facets and twenty rows, as its documentation tells to ask.

Its index holds the same pages with the same words and the same five facets. It counts a facet by a request of its
own and cannot say in which language a work exists, so it finds pages where we find works.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import combinations, cycle
from typing import Any

from django.utils import translation
from modelsearch import index
from modelsearch.backends.elasticsearch9 import Elasticsearch9SearchBackend

from cases.models import CasePage
from kb.core import cldr
from kb.vocabulary import labels
from kb.vocabulary.snapshot import held
from search import queries, service
from search.engines import get_engine
from search.facet_results import counts
from search.params import Params
from search.results import Results
from tests.benchmarks.measuring import pairs
from tests.benchmarks.site import PREFIX, Bench
from tests.benchmarks.table import Row, Target

FINISHED, ENGINE = Target(2.5, at_least=True), Target(4, at_least=True)
_WORDS = (
    "village",
    "families",
    "women",
    "water",
    "income",
    "road",
    "school",
    "market",
    "farmers",
    "training",
    "rice",
)
ASKED = tuple(" ".join(pair) for pair in combinations(_WORDS, 2))
ROWS = 20
_ON_A_CARD = ("sites", "results", "original__sites", "original__results")
WORDS = ("summary", "problem", "outcome", "setbacks", "steps", "lessons")
WORDS += ("replication_where", "replication_adapt", "replication_keep")
#: Our facet, and the attribute of a page by which Wagtail counts the same.
FACETS = {
    "language": "locale",
    "country": "bench_countries",
    "theme": "bench_themes",
    "target_group": "bench_target_groups",
    "delivery_model": "bench_delivery_model",
}


class _Backend(Elasticsearch9SearchBackend):
    """Without the parts of its analysis that a minimal distribution of Elasticsearch lacks: autocompletion's."""

    settings = {"settings": {"analysis": {"analyzer": {"edgengram_analyzer": {"type": "standard"}}}}}


Requests = list[tuple[tuple[Any, ...], dict[str, Any]]]


class _Recorder:
    """Stands before a transport of Elasticsearch and writes down every request, so that it can be made again."""

    def __init__(self, transport: Any) -> None:
        self._transport = transport
        self.requests: Requests = []

    def perform_request(self, *arguments: Any, **options: Any) -> Any:
        self.requests.append((arguments, options))
        return self._transport.perform_request(*arguments, **options)

    def again(self, requests: Requests) -> None:
        for arguments, options in requests:
            self._transport.perform_request(*arguments, **options)


def rows(bench: Bench) -> Iterator[Row]:
    """How many times as long Wagtail's search takes, finished and for the engine's part.

    Each turn asks for other words: Elasticsearch remembers answers without rows, such as those of Wagtail's facets, and
    would be compared with its own memory.
    """
    if bench.engine != "elasticsearch":
        return
    backend = _filled(bench)

    def theirs(asked: str) -> list[tuple[Any, ...]]:
        pages = CasePage.objects.live().public().select_related("locale").prefetch_related(*_ON_A_CARD)
        results = backend.search(asked, pages, operator="and")
        for scheme, name in FACETS.items():
            keys = [str(key) for key in results.facet(_column(name))]
            labels.labels(scheme, keys, "en")
        if not results.count():
            raise RuntimeError(f"Wagtail finds nothing for {asked!r}")
        return [_finished(page) for page in results[:ROWS]]

    def ours(asked: str) -> Results:
        return service.search(Params(q=asked), "en")

    with translation.override("en"), held():
        finished = len(theirs(ASKED[0]))
        found = pairs(_in_turn(ours), _in_turn(theirs), bench.rounds)
    yield Row(
        "Wagtail's search: twenty finished rows and five facets",
        "ours, with all facets and snippets",
        (1 / found.ratio,),
        "× as long",
        FINISHED,
        f"{finished} rows; ours has {ours(ASKED[0]).total} works",
    )
    engine, recorder = get_engine(), _Recorder(backend.es.transport)
    backend.es._transport = recorder
    requests, bodies = {}, {}
    for asked in ASKED:
        recorder.requests = []
        theirs(asked)
        requests[asked] = recorder.requests
        body = queries.body(service.make_request(Params(q=asked), "en"))
        bodies[asked] = {
            **body,
            "aggs": {name: spec for name, spec in body["aggs"].items() if name in FACETS},
        }
    assert all(counts(each) for each in engine.search(bodies[ASKED[0]])["aggregations"].values())
    backend.es.options().indices.clear_cache(index=f"{PREFIX}_wagtail_*")
    measured = pairs(
        _in_turn(lambda asked: engine.search(bodies[asked])),
        _in_turn(lambda asked: recorder.again(requests[asked])),
        bench.rounds,
    )
    yield Row(
        "Wagtail's search: the engine's part, five facets",
        "ours, the same five facets",
        (1 / measured.ratio,),
        "× as long",
        ENGINE,
        f"{len(requests[ASKED[0]])} requests against one",
    )


def _in_turn(ask: Callable[[str], object]) -> Callable[[], object]:
    """Ask for the next two words each time."""
    following = cycle(ASKED)
    return lambda: ask(next(following))


def _finished(page: CasePage) -> tuple[Any, ...]:
    """What our card shows: title, address, summary, place, period, type of evidence, a figure. No snippet."""
    facts = page.facts_page
    place = [cldr.country_name(site.country) for site in facts.sites.all()]
    figures = [cldr.number(result.after) for result in facts.results.all()]
    evidence = labels.label("evidence_level", facts.evidence_level_key or "", "en")
    period = (cldr.date(facts.start), cldr.date(facts.end))
    return page.title, page.get_url(), page.summary, place, period, evidence, figures


def _column(name: str) -> str:
    return "locale_id" if name == "locale" else name


def _filled(bench: Bench) -> _Backend:
    """Wagtail's backend with all cases in its index."""
    for name, read in _VALUES.items():
        setattr(CasePage, name, property(read))
    # Of a process that measures, and of no other.
    CasePage.search_fields = [
        *CasePage.search_fields,
        *(index.SearchField(name) for name in WORDS),
        *(index.FilterField(name) for name in _VALUES),
    ]
    backend = _Backend(
        {"URLS": [bench.elasticsearch_url], "INDEX_PREFIX": f"{PREFIX}_wagtail_", "TIMEOUT": 120}
    )
    made = backend.get_index_for_model(CasePage)
    rebuilder = backend.rebuilder_class(made)
    filling = rebuilder.start()
    filling.add_model(CasePage)
    pages = CasePage.objects.order_by("pk")
    for first in range(0, pages.count(), 500):
        filling.add_items(CasePage, list(pages[first : first + 500]))
    rebuilder.finish()
    made.refresh()
    return backend


def _rows(page: CasePage, relation: str) -> list[str]:
    return [row.term_key for row in getattr(page.facts_page, relation).all() if row.term_key]


_VALUES = {
    "bench_countries": lambda page: sorted({site.country for site in page.facts_page.sites.all()}),
    "bench_themes": lambda page: _rows(page, "theme_rows"),
    "bench_target_groups": lambda page: _rows(page, "target_group_rows"),
    "bench_delivery_model": lambda page: page.facts_page.delivery_model_key or "",
}
