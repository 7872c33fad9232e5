"""Open generations for reading, and see what other processes write."""

from __future__ import annotations

import os
import tempfile
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import tantivy
from tantivy import Query

from search.engines.base import EngineUnavailable, Entry, UnsupportedRequest
from search.engines.embedded.answers import answer
from search.engines.embedded.damage import find_damage
from search.engines.embedded.errors import guarded
from search.engines.embedded.files import read_json
from search.engines.embedded.queries import Translator
from search.engines.embedded.schema import VERSION, read_stored
from search.engines.mapping import field_types
from search.engines.remembering import Remembered

Signature = tuple[int, int, int]

_PAGE = 5_000


def signature(path: Path) -> Signature:
    """Return what changes whenever a file is replaced."""
    status = path.stat()
    return status.st_ino, status.st_mtime_ns, status.st_size


class Reader:
    """One generation, open; a damaged one is refused. Looks at ``meta.json`` before it answers and reloads
    when it changed.

    tantivy's own watcher lags by up to 390 ms; a look costs some microseconds.
    """

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self._meta = directory / "index" / "meta.json"
        self._mapping = directory / "mapping.json"
        self._lock = threading.Lock()
        if found := find_damage(directory):
            raise EngineUnavailable(f"the search index is damaged: {'; '.join(found)}")
        with guarded("opening"):
            self._seen = signature(self._meta)
            self._made = signature(self._mapping)
            types = field_types(read_json(self._mapping))
            self._links = _links(directory / "index")
            self._index = tantivy.Index.open(self._links.name if self._links else str(directory / "index"))
            self._index.config_reader("manual")
            self._last = self._index.searcher(), Remembered()
        self.translator = Translator(self._index.schema, types)

    def is_current(self) -> bool:
        """Whether the directory still holds the generation that was opened, not a later one of its name."""
        try:
            if self._links and signature(self._meta) != self._seen:
                return False  # it can be written again, and new files have no links
            return signature(self._mapping) == self._made
        except OSError:
            return False

    def searcher(self) -> tantivy.Searcher:
        """Return a searcher of the last commit."""
        return self._current()[0]

    def _current(self) -> tuple[tantivy.Searcher, Remembered]:
        with guarded("looking for changes"):
            now = signature(self._meta)
            if now != self._seen:
                with self._lock:
                    self._index.reload()
                    self._last = self._index.searcher(), Remembered()
                    self._seen = now
        return self._last

    def search(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """Answer a request."""
        searcher, last = self._current()
        with guarded("searching"):
            try:
                return last.answer(
                    body, lambda asked: answer(searcher, self.translator, asked, self.directory.name)
                )
            except KeyError as error:
                raise UnsupportedRequest(f"request lacks {error}") from error

    def entries(self) -> Iterator[Entry]:
        """Yield every document, as of one commit."""
        searcher = self.searcher()
        with guarded("listing"):
            total = searcher.num_docs
            for offset in range(0, total, _PAGE):
                addresses = [
                    at for _, at in searcher.search(Query.all_query(), _PAGE, False, offset=offset).hits
                ]
                versions = searcher.fast_field_values(VERSION, addresses)
                for address, version in zip(addresses, versions, strict=True):
                    stored = read_stored(searcher, address)
                    yield Entry(stored.id, int(version or 0), stored.content_hash)


def open_reader(directory: Path) -> Reader:
    """Open a generation, or raise EngineUnavailable when there is none."""
    if not (directory / "mapping.json").exists():
        raise EngineUnavailable(f"no generation {directory.name!r} in the search index")
    return Reader(directory)


def _links(index: Path) -> tempfile.TemporaryDirectory[str] | None:
    """Where nothing can be written, a folder of links to the files: tantivy makes a lock file even to read."""
    if os.access(index, os.W_OK):
        return None
    links = tempfile.TemporaryDirectory(prefix="search-index-")
    for file in index.iterdir():
        if file.suffix != ".lock":
            (Path(links.name) / file.name).symlink_to(file.resolve())
    return links
