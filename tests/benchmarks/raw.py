"""The references: what the engine's own library takes for the same, without anything of ours round it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from search.engines import Engine, get_engine
from tests.benchmarks.measuring import Action
from tests.benchmarks.site import PREFIX, Bench


class Recorder:
    """Stands before a searcher of tantivy and writes down every call, so that it can be made again."""

    def __init__(self, searcher: Any) -> None:
        self._searcher = searcher
        self.calls: list[tuple[Callable[..., Any], tuple[Any, ...], dict[str, Any]]] = []

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._searcher, name)
        if not callable(found):
            return found

        def call(*arguments: Any, **options: Any) -> Any:
            self.calls.append((found, arguments, options))
            return found(*arguments, **options)

        return call


def action(bench: Bench, body: Mapping[str, Any]) -> Action:
    """The request as the engine's own library or protocol answers it."""
    return _tantivy(get_engine(), body) if bench.engine == "embedded" else _elasticsearch(bench, body)


def _tantivy(engine: Engine, body: Mapping[str, Any]) -> Action:
    """The same passes over the index: the calls of tantivy that the adapter makes, with queries ready made."""
    from search.engines.embedded.answers import answer
    from search.engines.embedded.reading import open_reader

    live = engine.live()
    assert live is not None
    reader = open_reader(engine.root / "generations" / live)  # type: ignore[attr-defined]
    recorder: Any = Recorder(reader.searcher())
    answer(recorder, reader.translator, body, live)
    calls = recorder.calls

    def again() -> None:
        for call, arguments, options in calls:
            call(*arguments, **options)

    return again


def _elasticsearch(bench: Bench, body: Mapping[str, Any]) -> Action:
    """The same body as bytes over a connection that is kept, and the answer read as JSON."""
    import urllib3

    pool = bench.stack.enter_context(urllib3.PoolManager())
    sent = json.dumps(body, ensure_ascii=False).encode()
    address = f"{bench.elasticsearch_url}/{PREFIX}/_search"
    headers = {"Content-Type": "application/json"}

    def ask() -> Any:
        answer = pool.request("POST", address, body=sent, headers=headers)
        if answer.status != 200:
            raise RuntimeError(answer.data[:500])
        return json.loads(answer.data)

    return ask
