"""Lists for a site whose index was never built: works straight from their sources."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import islice

from search import sources
from search.documents import Work
from search.planning import as_json, common_part, one_line
from search.rows import Row

#: As many keys as a source loads at once.
BATCH = 200

Rows = dict[str, Row]


def newest(kinds: Collection[str], most: int) -> dict[str, Rows]:
    """The rows by language of the works of some kinds (of all, when none is given) by identity, newest first.

    At most ``most`` works of a kind are looked at. Words are not analysed, so these rows can be listed
    but not searched.
    """
    found = sorted(_works(kinds, most), key=lambda work: (-work.published.timestamp(), work.identity))
    return {work.identity: _rows(work) for work in found}


def _works(kinds: Collection[str], most: int) -> Iterator[Work]:
    for source in sources.sources():
        if kinds and source.kind not in kinds:
            continue
        keys = islice(source.keys(), most)
        while batch := list(islice(keys, BATCH)):
            yield from source.load(batch).values()


def _rows(work: Work) -> Rows:
    display, document = as_json(work.display), as_json(common_part(work))
    return {
        language: Row(
            identity=work.identity,
            language=language,
            page=text.page,
            url=text.url,
            state=text.state,
            title=one_line(text.title),
            summary=one_line(text.summary),
            passages="",
            title_tokens="",
            summary_tokens="",
            body_tokens="",
            places="",
            kind=work.kind,
            external_id=work.external_id,
            original_language=work.original_language,
            display=display,
            document=document,
            concepts="",
            labels="",
            version=0,
            image=work.image,
            published=work.published,
        )
        for language, text in work.texts.items()
    }
