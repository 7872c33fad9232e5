"""Write into a generation, batch after batch: apply, commit, and let tantivy merge."""

from __future__ import annotations

import itertools
import json
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

import tantivy
from tantivy import Query

from search.engines.base import Failure, Operation, WriterBusy, WriteReport
from search.engines.embedded.errors import guarded
from search.engines.embedded.files import Lease, read_json, write_atomically
from search.engines.embedded.schema import ID, VERSION, Refused, build_document, read_stored
from search.engines.mapping import field_types

_CHUNK = 1_000
_SMALL_HEAP, _LARGE_HEAP = 20_000_000, 120_000_000  # bytes
#: Documents after which a long stream is committed. tantivy takes 10,000 in advance, some 60 KB each, whatever heap it
#: is given; and so many fill the heap, so that there are as many segments as without.
_COMMITTED = 4_000
_TOMBSTONES = 20_000

#: Segments from which on tantivy merges some (`LogMergePolicy`), and seconds between two looks at whether it does.
_MERGED_FROM, _LOOK = 8, 0.02
#: Seconds after which nobody waits for a merge with an open ear any longer.
_PATIENCE = 60.0


class Session:
    """A generation that is open for writing; the caller holds its lock.

    tantivy merges small segments after a commit, with large ones where a generation is small, which can take
    seconds. A writer that is closed meanwhile waits for it, one that stays open takes the next batch: hence
    `settle`.
    """

    def __init__(self, directory: Path, lease: Lease) -> None:
        self._lease = lease
        self._directory = directory / "index"
        with guarded("opening for writing"):
            self._index = tantivy.Index.open(str(self._directory))
            self._index.config_reader("manual")
            self._known = Known(directory, self._index)
        self._writer: tantivy.IndexWriter | None = None

    def write(self, operations: Iterable[Operation]) -> WriteReport:
        """Apply operations, and commit at the end, of a long stream now and then."""
        stream = iter(operations)
        head = list(itertools.islice(stream, _CHUNK))
        report = WriteReport()
        with guarded("opening for writing"):
            if self._writer is None:
                self._writer = _writer(self._index, _SMALL_HEAP if len(head) < _CHUNK else _LARGE_HEAP)
        writer = self._writer
        try:
            waiting = 0
            while head:
                with guarded("writing"):
                    self._known.apply(writer, head, report)
                    self._lease.renew()
                waiting += len(head)
                head = list(itertools.islice(stream, _CHUNK))
                if head and waiting >= _COMMITTED:
                    self._commit(writer)
                    waiting = 0
            self._commit(writer)
        except BaseException:
            with suppress(Exception):
                writer.rollback()
            self._known.forget()
            self.close()
            raise
        return report

    def _commit(self, writer: tantivy.IndexWriter) -> None:
        with guarded("committing"):
            self._known.remember_deletions()
            writer.commit()

    def settle(self, interrupted: Callable[[], bool]) -> bool:
        """Wait until tantivy has merged, or there is more to write; see `base.Writer`."""
        end = time.monotonic() + _PATIENCE
        with guarded("merging"):
            while self._merging() and time.monotonic() < end:
                if interrupted():
                    return False
                self._lease.renew()
        return True

    def close(self) -> None:
        """Let go of the writer, when tantivy is done."""
        writer, self._writer = self._writer, None
        if writer is not None:
            with guarded("merging"):
                writer.wait_merging_threads()

    def _merging(self) -> bool:
        """Whether files grow that belong to no segment yet: tantivy tells it in no other way without waiting."""
        if self._writer is None:
            return False
        segments = _segments(self._directory)
        if len(segments) < _MERGED_FROM:
            return False
        time.sleep(_LOOK)  # a merge that a commit set off begins a moment later
        held = {path.stem.partition(".")[0] for path in self._directory.iterdir() if path.name[0] != "."}
        return bool(held - _segments(self._directory) - {"meta"})


class Known:
    """What a generation holds: which version of which document, and which versions were deleted."""

    def __init__(self, directory: Path, index: tantivy.Index) -> None:
        self._types = field_types(read_json(directory / "mapping.json"))
        self._index = index
        self._tombstones_path = directory / "tombstones.json"
        self._tombstones: dict[str, int] = {}
        if self._tombstones_path.exists():
            self._tombstones = read_json(self._tombstones_path)
        self._deleted = False
        self._versions: dict[str, int] = {}

    def apply(self, writer: tantivy.IndexWriter, operations: list[Operation], report: WriteReport) -> None:
        """Give operations to the writer, older ones left out, and enter them into the report."""
        self._look_up({operation.id for operation in operations} - self._versions.keys())
        for operation in operations:
            held = max(self._versions.get(operation.id, -1), self._tombstones.get(operation.id, -1))
            if operation.version < held:
                report.outdated += 1
                continue
            if operation.source is None:
                writer.delete_documents_by_term(ID, operation.id)
                self._tombstones[operation.id] = operation.version
                self._deleted = True
                self._versions.pop(operation.id, None)
                report.deleted += 1
                continue
            try:
                document = build_document(self._index.schema, self._types, operation)
            except (Refused, ValueError, TypeError, OverflowError) as refusal:
                report.failures.append(Failure(operation.id, operation.version, str(refusal)))
                continue
            if operation.id in self._versions:
                writer.delete_documents_by_term(ID, operation.id)
            writer.add_document(document)
            self._versions[operation.id] = operation.version
            report.written += 1

    def forget(self) -> None:
        """What was applied is taken back."""
        self._versions.clear()

    def remember_deletions(self) -> None:
        """Keep which versions were deleted, so that an older write that comes late stays out.

        Called before the commit: should the process die between the two, the deletion is only repeated.
        """
        if self._deleted:
            newest = sorted(self._tombstones.items(), key=lambda item: item[1])[-_TOMBSTONES:]
            write_atomically(self._tombstones_path, json.dumps(dict(newest)))

    def _look_up(self, names: set[str]) -> None:
        """Learn the versions of documents that the generation holds already."""
        if not names:
            return
        self._index.reload()
        searcher = self._index.searcher()
        query = Query.term_set_query(self._index.schema, ID, sorted(names))
        addresses = [at for _, at in searcher.search(query, len(names), False).hits]
        versions = searcher.fast_field_values(VERSION, addresses)
        for address, version in zip(addresses, versions, strict=True):
            self._versions[read_stored(searcher, address).id] = int(version or 0)


def _segments(directory: Path) -> set[str]:
    """The segments of the last commit or merge, as their files are named."""
    return {told["segment_id"].replace("-", "") for told in read_json(directory / "meta.json")["segments"]}


def _writer(index: tantivy.Index, heap: int) -> tantivy.IndexWriter:
    try:
        return index.writer(heap, 1)
    except ValueError as error:
        if "lock" in str(error).lower():
            raise WriterBusy(f"tantivy's own lock is held: {error}") from error
        raise
