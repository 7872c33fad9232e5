"""The database is locked, gone or read-only: pages answer or say 503, and nothing that was accepted is lost."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from threading import Timer

import psycopg
import pytest

from tests.faults.asking import get, is_whole
from tests.server import serving
from tools import postgresql

#: One of every kind of page, and a search of each sort.
PAGES = ("/en/", "/km/", "/en/search/?q=springs", "/api/v1/search/?q=springs", "/en/cases/", "/sitemap.xml")

#: What the log may say of a database that is gone.
FALLEN = ("Traceback", "Service Unavailable", "connection")


def answers(address):
    """The statuses of the pages; whoever says 503 says when to come back, and nobody shows a traceback."""
    found = []
    for path in PAGES:
        status, body, headers = get(address, path)
        assert status in (200, 301, 302, 503), (path, status)
        assert "Traceback" not in body
        assert status != 503 or headers["Retry-After"], path
        found.append(status)
    return found


def test_publishing_waits_for_whoever_holds_the_database(scenario, data_dir):
    """Another process writes for three seconds, longer than any page of ours does."""
    with closing(sqlite3.connect(data_dir / "db.sqlite3", check_same_thread=False)) as other:
        other.execute("BEGIN IMMEDIATE")
        release = Timer(3, other.rollback)
        release.start()
        assert scenario("one_writer") == {"acknowledged": 1, "lost": []}
        release.join()


@pytest.fixture(scope="module")
def on_postgresql(tmp_path_factory):
    """A site on a server of its own, which can be stopped."""
    with postgresql.controlled() as server:
        variables = {"DATABASE_URL": server.url, "DEMONSTRATION": "0"}
        with serving(tmp_path_factory.mktemp("site"), expected=FALLEN, **variables) as address:
            yield server, address


def execute(server, statement):
    with psycopg.connect(server.url, autocommit=True) as connection:
        connection.execute(statement)


needs_postgresql = pytest.mark.skipif(postgresql.programs() is None, reason="no PostgreSQL is installed")


@needs_postgresql
def test_postgresql_goes_away_and_comes_back(on_postgresql):
    server, address = on_postgresql
    assert set(answers(address)) == {200}
    server.stop()
    try:
        assert answers(address)[:2] == [503, 503]
    finally:
        server.start()
    assert set(answers(address)) == {200}
    assert is_whole(get(address))


@needs_postgresql
def test_postgresql_becomes_read_only(on_postgresql):
    server, address = on_postgresql
    drop = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname IS NOT NULL"
    execute(server, "ALTER DATABASE postgres SET default_transaction_read_only = on")
    execute(server, drop)
    try:
        answers(address)  # the first finds its connection gone
        assert set(answers(address)) == {200}
    finally:
        execute(server, "BEGIN; SET TRANSACTION READ WRITE; ALTER DATABASE postgres RESET ALL; COMMIT")
        execute(server, drop)
    answers(address)
    assert set(answers(address)) == {200}
