"""A server that is told to stop finishes what it has begun."""

from __future__ import annotations

import os
import signal
import socket
from http.client import HTTPConnection, HTTPResponse

from tests.faults.conftest import CASES
from tests.server import serving

LENGTH = 100_000  # bytes of the upload


def test_K02_what_is_under_way_when_the_server_is_told_to_stop_is_answered(data_dir):
    """An upload of which nothing but its announcement has arrived, and a list of which only the head was read."""
    with serving(data_dir, DEMONSTRATION="0") as address:
        host = address.removeprefix("http://")
        name, _, port = host.partition(":")
        export = HTTPConnection(name, int(port), timeout=60)
        with socket.create_connection((name, int(port)), timeout=60) as upload:
            upload.sendall(
                f"POST /en/accounts/login/ HTTP/1.1\r\nHost: {host}\r\nContent-Length: {LENGTH}\r\n"
                "Content-Type: application/x-www-form-urlencoded\r\nExpect: 100-continue\r\n\r\n".encode()
            )
            assert upload.recv(100).startswith(b"HTTP/1.1 100")  # so it is under way
            export.request("GET", "/en/search/export.csv?kind=case")
            listed = export.getresponse()
            os.kill(address.pid, signal.SIGTERM)
            upload.sendall(b"a=" + b"b" * (LENGTH - 2))
            answer = HTTPResponse(upload)
            answer.begin()
            assert answer.status == 403  # it has no token; what counts is an answer, to its end
            assert len(answer.read()) > 100
            assert listed.status == 200
            assert listed.read().count(b"fault-") >= CASES
        export.close()
