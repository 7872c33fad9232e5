"""Queries whose SQL is made once and asked again with other values.

Django makes the SQL of a queryset anew each time. For a rule with many parts, asked at every search, that takes ten
times as long as SQLite takes to answer it (`make bench`, the line of the whole search).
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import UTC, datetime
from typing import Any

from django.db import connection
from django.db.models import QuerySet

#: Values of one statement; more are asked for in several.
_MOST = 1024
#: A moment and values that stand in a query until there are real ones; no page has them.
_NOW = datetime(1901, 1, 1, tzinfo=UTC)
_KINDS: dict[type, Callable[[int], Any]] = {
    int: lambda number: number - 2**31 + 1,
    str: lambda number: f"\ue000{number}",
}
#: Gives one parameter of a statement from the values and the moment.
_Place = Callable[[list[Any], Any], Any]


class Prepared:
    """A query over some values at a moment, such as `lambda pks, now: Page.objects.filter(pk__in=pks, …)`.

    Calling it gives the rows as the database has them, without Django's conversions: for columns whose values
    need none, and with no order among them. The queryset may depend on nothing but its two arguments; `forget`
    when it has come to depend on something else.
    """

    def __init__(self, build: Callable[[Collection[Any], datetime], QuerySet[Any, Any]]) -> None:
        self._build = build
        self._made: dict[tuple[str, type, int], tuple[str, list[_Place]]] = {}

    def forget(self) -> None:
        self._made.clear()

    def __call__(self, values: Collection[Any], now: datetime) -> list[tuple[Any, ...]]:
        """The rows for these values, which are integers or strings."""
        every, moment = list(values), connection.ops.adapt_datetimefield_value(now)
        found: list[tuple[Any, ...]] = []
        for first in range(0, len(every), _MOST):
            given = every[first : first + _MOST]
            # The same value twice changes nothing, so that one statement serves up to so many values.
            given += given[-1:] * ((1 << (len(given) - 1).bit_length()) - len(given))
            sql, places = self._statement(type(given[0]), len(given))
            with connection.cursor() as cursor:
                cursor.execute(sql, [place(given, moment) for place in places])
                found += cursor.fetchall()
        return found

    def _statement(self, kind: type, size: int) -> tuple[str, list[_Place]]:
        key = (connection.vendor, kind, size)
        if key not in self._made:
            stand_ins = [_KINDS[kind](number) for number in range(size)]
            sql, parameters = self._build(stand_ins, _NOW).query.sql_with_params()
            self._made[key] = sql, [_place(each, stand_ins) for each in parameters]
        return self._made[key]


def _place(parameter: Any, stand_ins: list[Any]) -> _Place:
    if parameter == connection.ops.adapt_datetimefield_value(_NOW):
        return lambda _values, moment: moment
    if parameter in stand_ins:
        number = stand_ins.index(parameter)
        return lambda values, _moment: values[number]
    return lambda _values, _moment: parameter
