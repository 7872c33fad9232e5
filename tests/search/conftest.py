"""Engines for the tests of the search: the embedded one, and a real Elasticsearch where there can be one.

A test that takes ``engine_name`` runs once for each engine. Without ``ELASTICSEARCH_URL`` a server is fetched
and started once a session. Where that cannot be, its half is not collected and the run says so;
``REQUIRE_ELASTICSEARCH=1`` makes that a failure.
"""

from __future__ import annotations

import os
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from tools import elasticsearch_server as server

_TOOL = Path(server.__file__)


@cache
def _left_out() -> str:
    """Return why there is no Elasticsearch, or an empty string."""
    if os.environ.get("ELASTICSEARCH_URL") or os.environ.get("REQUIRE_ELASTICSEARCH") == "1":
        return ""
    try:
        server.install()
    except server.CannotStart as reason:
        return str(reason)
    return ""


def pytest_generate_tests(metafunc):
    if "engine_name" in metafunc.fixturenames:
        names = ["embedded"] if _left_out() else ["embedded", "elasticsearch"]
        metafunc.parametrize("engine_name", names, scope="session")


def pytest_terminal_summary(terminalreporter):
    if _left_out.cache_info().currsize and _left_out():
        terminalreporter.write_line(
            f"Left out: the tests on Elasticsearch, because {_left_out()}. "
            "To include them set ELASTICSEARCH_URL to a test server."
        )


@pytest.fixture(scope="session")
def elasticsearch_url():
    """The address of a test server, which is started at the first use."""
    url = os.environ.get("ELASTICSEARCH_URL")
    if url:
        yield url
        return
    process = subprocess.Popen(
        [sys.executable, str(_TOOL)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        line = process.stdout.readline()
        assert line.startswith("ELASTICSEARCH_URL="), "Elasticsearch did not start; see the captured output"
        yield line.strip().partition("=")[2]
    finally:
        process.stdin.close()
        process.wait(60)
        process.stdout.close()
