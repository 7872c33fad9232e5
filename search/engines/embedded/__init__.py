"""An engine inside the process: tantivy on a local disk, answering Elasticsearch request bodies."""

from __future__ import annotations

import json
import os
import shutil
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import tantivy

from search.engines.base import EngineError, EngineUnavailable, Entry, Operation, WriteReport
from search.engines.embedded.damage import find_damage
from search.engines.embedded.errors import guarded
from search.engines.embedded.files import locked, problems, write_atomically
from search.engines.embedded.reading import Reader, open_reader
from search.engines.embedded.schema import build_schema
from search.engines.embedded.writing import Session
from search.engines.mapping import check_name, is_name

#: Readers that a parent process opened. A child must neither use nor destroy them: tantivy's threads do
#: not survive a fork, and joining them would hang.
_left_by_parent: list[dict[str, Reader]] = []

#: Below the root: where every change writes.
_WRITTEN = ("generations", "locks")


class EmbeddedEngine:
    """Generations are directories below ``root``; the file ``live`` names the one that answers.

    Nothing is opened before the first use, and a process that was forked opens its own. A search runs to
    its end: tantivy cannot be interrupted, and requests are bounded before they come here.
    """

    def __init__(self, root: Path) -> None:
        self.root = Path(root)
        self._pointer = self.root / "live"
        self._pid = os.getpid()
        self._lock = threading.Lock()
        self._readers: dict[str, Reader] = {}
        self._checked: set[bool] = set()

    def create(self, generation: str, mapping: Mapping[str, Any]) -> None:
        schema = build_schema(mapping)
        self._check()
        directory = self._directory(generation)
        with locked(self._lock_path(generation)), guarded("creating"):
            if directory.exists():
                raise EngineError(f"generation {generation!r} exists")
            # Made beside and moved in one step: a process that dies leaves nothing half made.
            beside = self.root / "making" / generation
            shutil.rmtree(beside, ignore_errors=True)
            (beside / "index").mkdir(parents=True)
            tantivy.Index(schema, path=str(beside / "index"), reuse=False)
            write_atomically(beside / "mapping.json", json.dumps(mapping))
            directory.parent.mkdir(parents=True, exist_ok=True)
            os.replace(beside, directory)

    @contextmanager
    def writing(self, generation: str) -> Iterator[Session]:
        self._check()
        directory = self._directory(generation)
        if not directory.exists():
            raise EngineError(f"no generation {generation!r}")
        with locked(self._lock_path(generation)) as lease:
            session = Session(directory, lease)
            try:
                yield session
            finally:
                session.close()

    def write(self, generation: str, operations: Iterable[Operation]) -> WriteReport:
        with self.writing(generation) as session:
            return session.write(operations)

    def compact(self, generation: str) -> None:
        """tantivy merges while it is written, and each segment is searched where it lies in memory."""

    def search(
        self, body: Mapping[str, Any], *, timeout: float | None = None, written: int | None = None
    ) -> dict[str, Any]:
        live = self.live()
        if live is None:
            raise EngineUnavailable("no generation of the search index is live yet")
        return self._reader(live).search(body)

    def promote(self, generation: str) -> None:
        self._check()
        if not self._directory(generation).exists():
            raise EngineError(f"no generation {generation!r}")
        with guarded("promoting"):
            self._withdrawn(generation).unlink(missing_ok=True)
            write_atomically(self._pointer, generation)

    def withdraw(self, generation: str) -> None:
        # A mark on the generation: removing the pointer might remove that to a newer one.
        with guarded("withdrawing"), suppress(FileNotFoundError):
            self._withdrawn(generation).touch()

    def live(self) -> str | None:
        try:
            with open(self._pointer, encoding="utf-8") as pointer:
                live = pointer.read().strip()
            return live if is_name(live) and not self._withdrawn(live).exists() else None
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError) as error:
            raise EngineUnavailable(f"cannot read which generation is live: {error}") from error

    def generations(self) -> list[str]:
        try:
            return sorted(os.listdir(self.root / "generations"))
        except FileNotFoundError:
            return []
        except OSError as error:
            raise EngineUnavailable(f"cannot list the search index: {error}") from error

    def drop(self, generation: str) -> None:
        if generation == self.live():
            raise EngineError(f"generation {generation!r} is live")
        with self._lock:
            self._own_readers().pop(generation, None)
        directory = self._directory(generation)
        if directory.exists():
            with locked(self._lock_path(generation)), guarded("dropping"):
                shutil.rmtree(directory)

    def entries(self, generation: str) -> Iterator[Entry]:
        return self._reader(generation).entries()

    def damage(self, generation: str) -> list[str]:
        return find_damage(self._directory(generation))

    def obstacles(self) -> list[str]:
        places = (self.root, *(place for name in _WRITTEN if (place := self.root / name).exists()))
        return list(dict.fromkeys(found for place in places for found in problems(place)))

    def close(self) -> None:
        with self._lock:
            self._own_readers().clear()

    def _directory(self, generation: str) -> Path:
        return self.root / "generations" / check_name(generation)

    def _withdrawn(self, generation: str) -> Path:
        return self._directory(generation) / "withdrawn"

    def _lock_path(self, generation: str) -> Path:
        return self.root / "locks" / check_name(generation)

    def _check(self, *, reading: bool = False) -> None:
        """Refuse a place where an index would break, once."""
        if reading not in self._checked:
            found = problems(self.root, reading=reading)
            if found:
                raise EngineUnavailable(" ".join(found))
            self._checked.add(reading)

    def _own_readers(self) -> dict[str, Reader]:
        if self._pid != os.getpid():
            _left_by_parent.append(self._readers)
            self._readers, self._pid = {}, os.getpid()
        return self._readers

    def _reader(self, generation: str) -> Reader:
        readers = self._own_readers()
        reader = readers.get(generation)
        if reader is None or not reader.is_current():
            with self._lock:
                self._check(reading=True)
                reader = readers[generation] = open_reader(self._directory(generation))
                # What is no longer live is not needed: a rebuild would pile up open files.
                for name in [name for name in readers if name not in (generation, self.live())]:
                    del readers[name]
        return reader
