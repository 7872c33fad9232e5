"""The settings of a public site, on PostgreSQL and Elasticsearch where this machine has them."""

from __future__ import annotations

import json
import os
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest

from tests.server import serving
from tools import postgresql

HOST = "kb.example.org"


@pytest.fixture(scope="module")
def ask(tmp_path_factory):
    """Asks the site as its web server does: `ask(path, scheme)` gives the answer and its body."""
    variables = {
        "DJANGO_SETTINGS_MODULE": "kb.settings.production",
        "SECRET_KEY": "".join(chr(33 + number) for number in range(60)),
        "SITE_URL": f"https://{HOST}",
        "SEARCH_INDEX_PREFIX": f"production-{os.getpid()}",
    }
    if os.environ.get("ELASTICSEARCH_URL"):
        variables |= {"SEARCH_ENGINE": "elasticsearch", "ELASTICSEARCH_URL": os.environ["ELASTICSEARCH_URL"]}
    data_dir = tmp_path_factory.mktemp("production")
    if postgresql.programs() is None:
        with serving(data_dir, **variables) as address:
            yield _asking(address)
    else:
        with (
            postgresql.server() as database,
            serving(data_dir, DATABASE_URL=database, **variables) as address,
        ):
            yield _asking(address)


def _asking(address):
    def ask(path, scheme="https", host=HOST):
        connection = HTTPConnection(urlsplit(address).netloc, timeout=30)
        connection.request("GET", path, headers={"Host": host, "X-Forwarded-Proto": scheme})
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        return answer, body

    return ask


def test_the_site_answers_by_https_only(ask):
    answer, body = ask("/en/")
    assert answer.status == 200
    assert b"<h1" in body
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains; preload"
    answer, _ = ask("/en/", scheme="http")
    assert answer.status == 301
    assert answer.headers["Location"] == f"https://{HOST}/en/"


def test_another_host_name_is_refused(ask):
    answer, body = ask("/en/", host="evil.example")
    assert answer.status == 400
    assert b"evil.example" not in body


def test_the_search_answers(ask):
    answer, body = ask("/api/v1/search/?q=water")
    assert answer.status == 200
    found = json.loads(body)
    assert found["total"] == 0
    assert not found["degraded"]


def test_static_files_are_hashed_compressed_and_kept(ask):
    _, body = ask("/en/")
    style = body.decode().split('rel="stylesheet" href="')[1].split('"')[0]
    answer, _ = ask(style)
    assert answer.status == 200
    assert "immutable" in answer.headers["Cache-Control"]
    assert style != "/static/css/site.css"


def test_cookies_travel_by_https_only(ask):
    answer, _ = ask("/en/accounts/login/")
    assert "Secure" in answer.headers["Set-Cookie"]
