"""A site as `setup_site` leaves it, prepared once a session and put back for each test in a few milliseconds."""

from __future__ import annotations

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
        models = [model for model in connection.introspection.installed_models(list(rows)) if model]
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)
    ContentType.objects.clear_cache()
    Site.clear_site_root_paths_cache()


def _tables() -> list[str]:
    return [name for name in connection.introspection.table_names() if not name.startswith(LEFT_OUT)]


def _read(table: str) -> tuple[list[str], list[tuple[Any, ...]]]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
        return [column[0] for column in cursor.description], cursor.fetchall()
