"""How SQLite answers a statement."""

from django.db import connection


def steps(sql: str) -> list[str]:
    """The steps that it plans, each in its own words: `SCAN a_table USING COVERING INDEX …`."""
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
        return [row[3] for row in cursor.fetchall()]
