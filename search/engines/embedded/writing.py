"""Write one batch into a generation: take the lock, apply, commit, close."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

import tantivy
from tantivy import Query

from search.engines.base import Failure, Operation, WriterBusy, WriteReport
from search.engines.embedded.errors import guarded
from search.engines.embedded.files import locked, read_json, write_atomically
from search.engines.embedded.schema import ID, VERSION, Refused, build_document, read_stored
from search.engines.mapping import field_types

_CHUNK = 1_000
_SMALL_HEAP, _LARGE_HEAP = 20_000_000, 120_000_000  # bytes
_TOMBSTONES = 20_000


class Batch:
    """Applies operations to an open writer; knows which versions the generation holds."""

    def __init__(self, directory: Path, index: tantivy.Index) -> None:
        self.report = WriteReport()
        self._types = field_types(read_json(directory / "mapping.json"))
        self._index = index
        self._searcher = index.searcher()
        self._tombstones_path = directory / "tombstones.json"
        self._tombstones: dict[str, int] = {}
        if self._tombstones_path.exists():
            self._tombstones = read_json(self._tombstones_path)
        self._deleted = False
        self._versions: dict[str, int] = {}

    def apply(self, writer: tantivy.IndexWriter, operations: list[Operation]) -> None:
        """Give operations to the writer, older ones left out."""
        self._look_up({operation.id for operation in operations} - self._versions.keys())
        for operation in operations:
            held = max(self._versions.get(operation.id, -1), self._tombstones.get(operation.id, -1))
            if operation.version < held:
                self.report.outdated += 1
                continue
            if operation.source is None:
                writer.delete_documents_by_term(ID, operation.id)
                self._tombstones[operation.id] = operation.version
                self._deleted = True
                self._versions.pop(operation.id, None)
                self.report.deleted += 1
                continue
            try:
                document = build_document(self._index.schema, self._types, operation)
            except (Refused, ValueError, TypeError, OverflowError) as refusal:
                self.report.failures.append(Failure(operation.id, operation.version, str(refusal)))
                continue
            if operation.id in self._versions:
                writer.delete_documents_by_term(ID, operation.id)
            writer.add_document(document)
            self._versions[operation.id] = operation.version
            self.report.written += 1

    def remember_deletions(self) -> None:
        """Keep which versions were deleted, so that an older write that comes late stays out.

        Called before the commit: should the process die between the two, the deletion is only repeated.
        """
        if self._deleted:
            newest = sorted(self._tombstones.items(), key=lambda item: item[1])[-_TOMBSTONES:]
            write_atomically(self._tombstones_path, json.dumps(dict(newest)))

    def _look_up(self, names: set[str]) -> None:
        """Learn the versions of documents that the generation holds already."""
        if not names or not self._searcher.num_docs:
            return
        query = Query.term_set_query(self._index.schema, ID, sorted(names))
        addresses = [at for _, at in self._searcher.search(query, len(names), False).hits]
        versions = self._searcher.fast_field_values(VERSION, addresses)
        for address, version in zip(addresses, versions, strict=True):
            self._versions[read_stored(self._searcher, address).id] = int(version or 0)


def write(directory: Path, lock: Path, operations: Iterable[Operation]) -> WriteReport:
    """Apply operations to the generation in ``directory`` and commit once, at the end.

    Raises WriterBusy when another writer holds ``lock``.
    """
    stream = iter(operations)
    head = list(itertools.islice(stream, _CHUNK))
    with locked(lock) as lease:
        with guarded("opening for writing"):
            index = tantivy.Index.open(str(directory / "index"))
            index.config_reader("manual")
            batch = Batch(directory, index)
            # One thread: the order of documents, and with it every score, is the same on every machine.
            writer = _writer(index, _SMALL_HEAP if len(head) < _CHUNK else _LARGE_HEAP)
        try:
            while head:
                with guarded("writing"):
                    batch.apply(writer, head)
                    lease.renew()
                head = list(itertools.islice(stream, _CHUNK))
            with guarded("committing"):
                batch.remember_deletions()
                writer.commit()
        except BaseException:
            with suppress(Exception):
                writer.rollback()
            raise
        finally:
            with guarded("merging"):
                writer.wait_merging_threads()
    return batch.report


def _writer(index: tantivy.Index, heap: int) -> tantivy.IndexWriter:
    try:
        return index.writer(heap, 1)
    except ValueError as error:
        if "lock" in str(error).lower():
            raise WriterBusy(f"tantivy's own lock is held: {error}") from error
        raise
