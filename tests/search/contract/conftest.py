"""One engine at a time, filled with the same works."""

from __future__ import annotations

import uuid
from collections.abc import Callable

import pytest

from search import schema
from search.engines import Engine, Operation, fill
from search.engines.elasticsearch import ElasticsearchEngine
from search.engines.embedded import EmbeddedEngine
from tests.search.contract.corpus import MAPPING, works
from tests.search.contract.planned import operation


def load(engine: Engine, generation: str = "first") -> None:
    """Fill and promote a generation."""
    engine.create(generation, MAPPING)
    report = engine.write(generation, (Operation(work.id, 1, fill(MAPPING, work.source)) for work in works()))
    assert report.written == len(works())
    assert not report.failures
    engine.promote(generation)


@pytest.fixture(scope="session")
def make_engine(request, tmp_path_factory):
    """Return a function that makes an empty engine of a name."""
    made: list[Engine] = []

    def make(name: str) -> Engine:
        engine: Engine
        if name == "embedded":
            engine = EmbeddedEngine(tmp_path_factory.mktemp("index"))
        else:
            url = request.getfixturevalue("elasticsearch_url")
            engine = ElasticsearchEngine(url, prefix=f"t{uuid.uuid4().hex[:12]}", timeout=20)
        made.append(engine)
        return engine

    yield make
    for engine in made:
        engine.close()


@pytest.fixture(scope="session")
def filled(make_engine) -> Callable[[str], Engine]:
    """Return a function that gives the shared engine of a name, filled; nobody writes to it."""
    shared: dict[str, Engine] = {}

    def give(name: str) -> Engine:
        if name not in shared:
            shared[name] = make_engine(name)
            load(shared[name])
        return shared[name]

    return give


@pytest.fixture(scope="session")
def engine(engine_name, filled):
    """The filled engine of this run; read only."""
    return filled(engine_name)


@pytest.fixture
def fresh(engine_name, make_engine):
    """An empty engine of this run, to write to."""
    return make_engine(engine_name)


@pytest.fixture(scope="module")
def loaded(request, make_engine) -> Callable[[str], Engine]:
    """Return a function that gives the engine of a name with the `WORKS` of the module in it."""
    ready: dict[str, Engine] = {}

    def give(name: str) -> Engine:
        if name not in ready:
            engine = ready[name] = make_engine(name)
            engine.create("first", schema.mapping())
            engine.write("first", map(operation, request.module.WORKS))
            engine.promote("first")
        return ready[name]

    return give
