"""Works as the projection has them, language by language: what cards are made of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Case, F, QuerySet, TextField, Value, When

from search.analysis import Placed, places
from search.models import Projection, Record

#: The lines of places: title, summary, and from there on the passages.
TITLE, SUMMARY, BODY = range(3)


class Row(NamedTuple):
    """One language of a work. Token and passage columns are empty where nobody asked for its texts, and so are the labels,
    but for the original's where they were asked for."""

    identity: str
    language: str
    page: int
    url: str
    state: str
    title: str
    summary: str
    passages: str
    title_tokens: str
    summary_tokens: str
    body_tokens: str
    places: str
    kind: str
    external_id: str
    original_language: str
    display: str
    document: str
    concepts: str
    labels: str
    version: int
    image: int | None
    published: datetime | None

    def placed(self, tokens: str, number: int) -> Placed | None:
        """The tokens of one of its texts with their places, which are the line of that number; None where they are not known."""
        lines = self.places.split("\n", number + 1)
        return places.read(tokens, lines[number]) if number < len(lines) else None


_HEAVY = ("passages", "title_tokens", "summary_tokens", "body_tokens", "places")
_COLUMNS = ("language", "page", "url", "state", "title", "summary")
_OF_RECORD = ("kind", "external_id", "original_language", "display", "document", "concepts")


def read(
    identities: Collection[str], heavy: Iterable[str] = (), *, labels: bool = False
) -> dict[str, dict[str, Row]]:
    """The rows of works by identity and language, in one query; texts in ``heavy`` languages only."""
    names = list(dict.fromkeys(identities))
    found: dict[str, dict[str, Row]] = defaultdict(dict)
    if not names:
        return found
    sql, parameters = _statement(tuple(heavy), labels, len(names))
    with connection.cursor() as cursor:
        cursor.execute(sql, [*parameters, *names])
        for *values, published in cursor.fetchall():
            row = Row._make([*values, _moment(published)])
            found[row.identity][row.language] = row
    return found


@lru_cache(maxsize=1_000)
def _moment(value: Any) -> datetime | None:
    """A moment as the database has it, which Django converts in querysets alone."""
    column = Record._meta.get_field("published").cached_col
    for convert in connection.ops.get_db_converters(column):
        value = convert(value, column, connection)
    moment: datetime | None = value
    return moment


@lru_cache(maxsize=256)
def _statement(heavy: tuple[str, ...], labels: bool, count: int) -> tuple[str, tuple[Any, ...]]:
    """The statement for so many works, and its parameters but for their names: Django takes as long to put it together and
    to look at what it gives as SQLite takes to answer it."""
    names = [str(number) for number in range(count)]
    sql, parameters = _rows(heavy, labels).filter(record__in=names).query.sql_with_params()
    assert list(parameters[-count:]) == names
    return sql, parameters[:-count]


def _rows(heavy: tuple[str, ...], labels: bool) -> QuerySet[Projection, Any]:
    """The rows of all works, in the columns of ``Row``."""
    there = {name: When(language__in=heavy, then=F(name)) for name in _HEAVY}
    originals = [F("record__original_language")] if labels else []
    there["labels"] = When(language__in=originals, then=F("record__labels"))
    long = {
        f"x_{name}": Case(when, default=Value(""), output_field=TextField()) for name, when in there.items()
    }
    texts = [f"x_{name}" for name in _HEAVY]
    of_record = [f"record__{name}" for name in _OF_RECORD]
    columns = ["record_id", *_COLUMNS, *texts, *of_record, "x_labels"]
    columns += ["record__version", "record__image", "record__published"]
    return Projection.objects.filter(record__listed=True).annotate(**long).values_list(*columns)
