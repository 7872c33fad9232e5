"""A site as `setup_site` leaves it: prepared once a session, and left standing from one test to the next."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from functools import cache
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.management.color import no_style
from django.db import connection, transaction
from wagtail.models import Site

Rows = dict[str, tuple[list[str], list[tuple[Any, ...]]]]
COUNTRIES = {"la": "Laos", "kh": "Cambodia", "vn": "Viet Nam", "cn": "China"}
# What belongs to the engine that runs, not to the site; Wagtail's own index is never asked by the public site.
LEFT_OUT = ("django_migrations", "sqlite_", "search_", "wagtailsearch_")


class _Undo(Exception):
    pass


@cache
def prepared() -> Rows:
    """Every row of a prepared site, read once a session."""
    return photograph()


def photograph() -> Rows:
    """Prepares a site, reads every row of it and undoes it."""
    from cases.models import CaseIndexPage, CollectionIndexPage
    from experts.models import ExpertIndexPage
    from kb.home.setup import set_up
    from kb.vocabulary.loading import load

    rows: Rows = {}
    try:
        with transaction.atomic():
            load()
            set_up(lambda sentence: None)
            for code, title in COUNTRIES.items():
                for model in (CaseIndexPage, ExpertIndexPage):
                    model.objects.get(locale__language_code="en").shard(code, title)
            CollectionIndexPage.objects.get(locale__language_code="en").shard("forum", "Forum")
            Site.objects.update(hostname="testserver", port=80)
            rows = every_row()
            raise _Undo
    except _Undo:
        return rows


def every_row() -> Rows:
    """What the database holds now."""
    return {table: _read(table) for table in _tables()}


def put_back(rows: Rows) -> None:
    """Makes the database hold exactly these rows, inside the test's transaction."""
    with transaction.atomic(), connection.cursor() as cursor:
        quote = connection.ops.quote_name
        for table in rows:
            cursor.execute(f"DELETE FROM {quote(table)}")
        for table, (columns, values) in rows.items():
            if values:
                names = ", ".join(quote(column) for column in columns)
                holes = ", ".join(["%s"] * len(columns))
                cursor.executemany(f"INSERT INTO {quote(table)} ({names}) VALUES ({holes})", values)
        for statement in _sequences(list(rows)):
            cursor.execute(statement)
    forget()


def forget() -> None:
    """Nothing is remembered of rows that were there."""
    ContentType.objects.clear_cache()
    Site.clear_site_root_paths_cache()


@cache
def _resetting() -> str:
    return " ".join(_sequences(list(prepared())))


def _sequences(tables: list[str]) -> list[str]:
    models = [model for model in connection.introspection.installed_models(tables) if model]
    return connection.ops.sequence_reset_sql(no_style(), models)


class Standing:
    """The prepared site in a transaction that stays open between tests; that of a test is a savepoint in it.

    Putting thirteen thousand rows back takes a fifth of a second on SQLite and more on PostgreSQL, a savepoint nothing.
    The same holds for content that many tests begin with.
    """

    def __init__(self) -> None:
        self._open: list[tuple[Callable[[], Any], transaction.Atomic, Any]] = []

    def begin(self, make: Callable[[], Any] | None = None) -> None:
        """The database holds the prepared site and what `make` makes, and nothing else."""
        if self._open and (
            connection.closed_in_transaction or connection.needs_rollback or not connection.is_usable()
        ):
            self.end()  # a test has left the connection as nobody can use it
        wanted = [_prepare] if make is None else [_prepare, make]
        while [each[0] for each in self._open] != wanted[: len(self._open)]:
            self._close()
        for each in wanted[len(self._open) :]:
            around = transaction.atomic()
            around.__enter__()
            self._open.append((each, around, None))
            try:
                self._open[-1] = (each, around, each())
                # Now, or PostgreSQL looks at all these rows again at the end of each test.
                connection.check_constraints()
            except BaseException:
                self._close()
                raise
        if reset := _resetting():  # no savepoint brings PostgreSQL's numbers back
            with connection.cursor() as cursor:
                cursor.execute(reset)
        forget()

    @property
    def stands(self) -> bool:
        return bool(self._open)

    @property
    def content(self) -> Any:
        """What `make` returned, for one test to change."""
        return deepcopy(self._open[-1][2])

    def end(self) -> None:
        """The database holds what the migrations wrote."""
        while self._open:
            self._close()

    def _close(self) -> None:
        _, around, _ = self._open.pop()
        transaction.set_rollback(True)
        around.__exit__(None, None, None)
        forget()


def _prepare() -> None:
    put_back(prepared())


def _tables() -> list[str]:
    return [name for name in connection.introspection.table_names() if not name.startswith(LEFT_OUT)]


def _read(table: str) -> tuple[list[str], list[tuple[Any, ...]]]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
        return [column[0] for column in cursor.description], cursor.fetchall()
