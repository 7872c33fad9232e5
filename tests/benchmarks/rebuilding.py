"""Filling an index anew, against loading the same documents with nothing of ours round it."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from search import rebuilding, schema
from search.applying import batches, stored_operations
from search.models import Projection, Record
from tests.benchmarks import importing, site
from tests.benchmarks.measuring import pairs, seconds
from tests.benchmarks.site import PREFIX, Bench, wait_for_merges
from tests.benchmarks.table import Row, Target

RATE, FLAT = Target(0.6, at_least=True), Target(1.25)
ROUNDS = 3
#: Works after which the buffers of the engine's library are as large as they become.
ENOUGH = 10_000
_HEAP = 120_000_000  # bytes, as the adapter gives tantivy for many documents
_TOGETHER = 500  # documents of one request


def rows(bench: Bench) -> Iterator[Row]:
    """Works a second of a rebuild, as a part of those of a raw load of the same documents."""
    path = bench.folder / "documents.jsonl"
    count = _write_documents(path)
    load = _tantivy if bench.engine == "embedded" else _elasticsearch

    def raw() -> None:
        load(bench, path)

    def quiet() -> None:
        """Elasticsearch compacts what was rebuilt after that has come to its end."""
        if bench.engine == "elasticsearch":
            wait_for_merges(bench)

    measured = pairs(lambda: rebuilding.rebuild(from_projection=True), raw, ROUNDS, warm=0, before=quiet)
    note = f"{count / sorted(measured.ours)[ROUNDS // 2]:.0f} works/s"
    name = f"Rebuild, {bench.engine}"
    yield Row(f"{name}: from the projection", "raw bulk load", (1 / measured.ratio,), "×", RATE, note)
    if Projection.objects.values("page").distinct().count() == Projection.objects.count():
        quiet()
        fresh = seconds(rebuilding.rebuild)
        reference = sorted(measured.reference)[ROUNDS // 2]
        yield Row(
            f"{name}: all content read again",
            "raw bulk load",
            (reference / fresh,),
            note=f"{count / fresh:.0f} works/s",
        )
        cold = json.loads((bench.folder / importing.MEASURED).read_text())["cold"]
        if bench.engine == "embedded":
            yield Row(
                f"{name}: cold, all content analysed",
                "raw bulk load",
                (reference / cold,),
                note=f"{count / cold:.0f} works/s",
            )
    path.unlink()
    yield from _memory(bench, name)


def _memory(bench: Bench, name: str) -> Iterator[Row]:
    """The memory of a process that rebuilds, at its end and when it had done a tenth."""
    environment = site.environment(bench.folder) | {"SEARCH_ENGINE": bench.engine}
    if bench.elasticsearch_url:
        environment["ELASTICSEARCH_URL"] = bench.elasticsearch_url
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.rebuild_once"],
        cwd=site.ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=True,
    )  # fmt: skip
    told = json.loads(done.stdout.splitlines()[-1])
    yield Row(
        f"{name}: memory after {told['works']:,} works",
        f"after {told['tenth']:,} works",
        (told["end"] / told["early"],),
        target=FLAT if told["tenth"] >= ENOUGH else None,
        note=f"{told['end']:.0f} MB",
    )


def _write_documents(path: Path) -> int:
    """Put the documents of all works into a file, a line each; how many there are."""
    count = 0
    with path.open("w", encoding="utf-8") as stream:
        for names in batches(
            Record.objects.filter(listed=True).values_list("identity", flat=True).iterator()
        ):
            for operation in stored_operations(names):
                stream.write(f"{json.dumps({'_id': operation.id, **(operation.source or {})})}\n")
                count += 1
    return count


def _documents(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as stream:
        for line in stream:
            yield json.loads(line)


def _tantivy(bench: Bench, path: Path) -> None:
    import tantivy

    from search.engines.embedded.schema import build_schema

    place = bench.folder / "raw"
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
    described = build_schema(schema.mapping())
    writer = tantivy.Index(described, path=str(place), reuse=False).writer(_HEAP, 1)
    for document in _documents(path):
        writer.add_document(tantivy.Document.from_dict(document, described))
    writer.commit()
    writer.wait_merging_threads()
    shutil.rmtree(place)


def _elasticsearch(bench: Bench, path: Path) -> None:
    from elasticsearch import Elasticsearch, helpers

    index = f"{PREFIX}-raw"
    with Elasticsearch(bench.elasticsearch_url, request_timeout=120) as client:
        client.indices.delete(index=index, ignore_unavailable=True)
        client.indices.create(index=index, mappings={**schema.mapping(), "dynamic": "strict"})
        actions = (
            {"_index": index, "_id": document.pop("_id"), "_source": document}
            for document in _documents(path)
        )
        helpers.bulk(client, actions, chunk_size=_TOGETHER)
        client.indices.refresh(index=index)
        client.indices.delete(index=index)
