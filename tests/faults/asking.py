"""Ask a site while something is broken, and judge whether its answer is honest."""

from __future__ import annotations

import json
import time
from http.client import HTTPException
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

#: What the site of `conftest.py` holds: its cases and their expert.
WORKS = 41


def get(address, path="/api/v1/search/"):
    """Status, body and headers of a page; 0 when the server did not take or finish the request."""
    try:
        with urlopen(Request(f"{address}{path}"), timeout=60) as answer:
            return answer.status, answer.read().decode(), answer.headers
    except HTTPError as error:
        return error.code, error.read().decode(), error.headers
    except (URLError, HTTPException, ConnectionError):
        return 0, "", {}


def honest(answer):
    """Everything, or titles and a word that it is these, or a plain 503: never a false zero."""
    status, body, headers = answer
    if status == 503:
        return headers["Retry-After"] is not None
    if status == 0:  # the process that answered was killed
        return True
    return status == 200 and (json.loads(body)["total"] == WORKS or bool(json.loads(body)["degraded"]))


def is_whole(answer):
    """Whether the index answers, and with everything."""
    status, body, _ = answer
    return status == 200 and not json.loads(body)["degraded"]


def until_whole(address):
    """Ask until the index answers with everything again; every answer on the way has to be honest."""
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        answer = get(address)
        assert honest(answer), answer
        if is_whole(answer):
            return
        time.sleep(0.2)
    raise AssertionError("the site did not mend itself")
