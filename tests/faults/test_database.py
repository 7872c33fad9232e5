"""The database is locked, gone or read-only: pages answer or say 503, and nothing that was accepted is lost."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from threading import Timer
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, HTTPRedirectHandler, build_opener

import psycopg
import pytest

from tests.faults.asking import get, is_whole
from tests.server import manage, serving
from tools import postgresql

#: One of every kind of page, and a search of each sort.
PAGES = ("/en/", "/km/", "/en/search/?q=springs", "/api/v1/search/?q=springs", "/en/cases/", "/sitemap.xml")

PASSWORD = "a long walk through the hills"

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


def test_D01_a_database_that_stays_locked_is_read_and_says_so_to_who_writes(data_dir):
    """Longer than anybody waits: readers notice nothing, a writer is told, and the next attempt goes through."""
    manage(data_dir, "create_administrator", ADMIN_USERNAME="desk", ADMIN_PASSWORD=PASSWORD)
    with serving(data_dir, expected=(*FALLEN, "locked"), DEMONSTRATION="0") as address:
        with closing(sqlite3.connect(data_dir / "db.sqlite3")) as other:
            other.execute("BEGIN IMMEDIATE")
            assert set(answers(address)) <= {200, 302}
            status, body, headers = sign_in(address)
            assert status == 503
            assert headers["Retry-After"]
            assert "Traceback" not in body
            other.rollback()
        status, _body, headers = sign_in(address)
        assert (status, headers["Location"]) == (302, "/admin/")


def sign_in(address):
    """What the log-in form, sent as a browser does, is answered."""
    browser = build_opener(HTTPCookieProcessor(), _NoRedirect())
    with browser.open(f"{address}/en/accounts/login/") as form:
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form.read().decode())[1]
    given = {"csrfmiddlewaretoken": token, "login": "desk", "password": PASSWORD, "next": "/admin/"}
    try:
        with browser.open(f"{address}/en/accounts/login/", urlencode(given).encode(), timeout=60) as answer:
            return answer.status, answer.read().decode(), answer.headers
    except HTTPError as error:
        return error.code, error.read().decode(), error.headers


class _NoRedirect(HTTPRedirectHandler):
    def redirect_request(self, *args):
        return None


@pytest.fixture(scope="module")
def on_postgresql(bare_cluster, tmp_path_factory):
    """A site on a server of its own, which can be stopped."""
    with postgresql.controlled(bare_cluster / "cluster") as server:
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
