"""A real Elasticsearch for the tests that ask for one, started once a session where none is named.

Where there can be none, those tests are not collected and the run says so; ``REQUIRE_ELASTICSEARCH=1`` makes
that a failure.
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
def left_out() -> str:
    """Return why there is no Elasticsearch, or an empty string."""
    if os.environ.get("ELASTICSEARCH_URL") or os.environ.get("REQUIRE_ELASTICSEARCH") == "1":
        return ""
    try:
        server.install()
    except server.CannotStart as reason:
        return str(reason)
    return ""


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
