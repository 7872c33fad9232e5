"""A corpus of short works in ten languages with near misses, and queries about them.

`practices.jsonl` was written by a machine and describes no real project. Each topic has five works in five languages
that say the same in other words, and four queries or more, some in languages in which it has a work. Topics of
one family share words and differ in what is done, or for whom. Nothing may be tuned on the families that are held back.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from search.documents import Text, Work
from search.judging import Judged
from search.sources import Source

FILE = Path(__file__).with_name("practices.jsonl")
NEVER_CHANGED = datetime(2024, 1, 1, tzinfo=UTC)


def topics() -> list[dict]:
    return [json.loads(line) for line in FILE.read_text(encoding="utf-8").splitlines()]


def held_back() -> set[str]:
    """Every third family."""
    return set(sorted({topic["family"] for topic in topics()})[::3])


def judged(families: set[str] | None = None) -> list[Judged]:
    """The queries of some families, of all by default."""
    return [
        Judged(query["language"], query["query"], frozenset(_names(topic)))
        for topic in topics()
        if families is None or topic["family"] in families
        for query in topic["queries"]
    ]


def languages_of() -> dict[str, set[str]]:
    """The language of each work, by its external id."""
    return {
        name: {work["language"]}
        for topic in topics()
        for name, work in zip(_names(topic), topic["works"], strict=True)
    }


def _names(topic: dict) -> list[str]:
    return [f"{topic['topic']}-{number}" for number in range(len(topic["works"]))]


class Practices(Source):
    """The corpus as a kind of work, without pages."""

    kind = "practice"
    label = label_plural = "practice"
    models = ()

    def __init__(self) -> None:
        self._works = dict(self._read())

    def _read(self) -> Iterator[tuple[str, Work]]:
        page = 0
        for topic in topics():
            for name, work in zip(_names(topic), topic["works"], strict=True):
                page += 1
                text = Text(page, work["title"], f"/{work['language']}/{name}/", passages=(work["text"],))
                yield (
                    name,
                    Work(
                        key=name,
                        kind=self.kind,
                        external_id=name,
                        original_language=work["language"],
                        texts={work["language"]: text},
                        published=NEVER_CHANGED,
                        ancestors=(),
                    ),
                )

    @staticmethod
    def visible(page_ids):
        return set(page_ids)

    def load(self, keys):
        return {key: self._works[key] for key in keys if key in self._works}

    def keys(self):
        yield from self._works
