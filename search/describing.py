"""What a card says of a work whatever was asked: made once for what the index holds of the work, and for a reader."""

from __future__ import annotations

import itertools
from collections.abc import Hashable, Mapping
from hashlib import blake2b
from typing import NamedTuple

import orjson
from django.utils.translation import get_language

from search import languages
from search.documents import Detail
from search.latest import Latest
from search.results import Version
from search.rows import Row
from search.schema import facet_field
from search.sources import Source

#: Works of which this is kept in one language each, some kilobytes.
MOST = 4_000


class Described(NamedTuple):
    """``number`` tells it from all others that this process has made. ``names``: tokens that a work is found by in any
    language. ``emblem``: the key of its ornament."""

    number: int
    versions: tuple[Version, ...]
    details: tuple[Detail, ...]
    facets: Mapping[str, tuple[str, ...]]
    names: str
    emblem: str


_made: Latest[Described] = Latest(MOST)
_numbers = itertools.count(1)


def described(rows: Mapping[str, Row], source: Source, wording: Hashable, language: str) -> Described:
    """What is said of a work that may be shown in these languages. ``wording``: that of its source now.

    It is known by what the index says and not by the version of the work, which a rebuild changes for all.
    """
    key = (_mark(rows), wording, language, get_language())
    return _made.of(key, lambda: _described(rows, source, language))


def _mark(rows: Mapping[str, Row]) -> bytes:
    """A digest of all that is told here, and of the titles, which parts of a page that are kept for it may say."""
    work = next(iter(rows.values()))
    of_languages = sorted((row.language, row.url, row.state, row.title) for row in rows.values())
    said = (work.identity, work.kind, work.display, work.document, of_languages)
    return blake2b(orjson.dumps(said), digest_size=16).digest()


def _described(rows: Mapping[str, Row], source: Source, language: str) -> Described:
    work = next(iter(rows.values()))
    document, display = orjson.loads(work.document), orjson.loads(work.display)
    return Described(
        number=next(_numbers),
        versions=tuple(
            Version(code, languages.own_name(code), rows[code].url, rows[code].state)
            for code in languages.codes()
            if code in rows
        ),
        details=source.describe(display, language),
        facets={facet.name: tuple(document.get(facet_field(facet.name), ())) for facet in source.facets},
        names=document.get("names", ""),
        emblem=source.emblem(display),
    )
