"""Clients that take more than their part: they get no more than that, and the others are answered."""

from __future__ import annotations

import socket
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.faults.asking import get
from tests.server import serving

#: What a server does at once: two processes with four threads each.
AT_ONCE = 8
GIGABYTE = 1024**3


def _ask(address, head, *, window=None):
    """A connection that has sent this head; `window`: how many bytes it takes before it has to be read."""
    host, port = address.removeprefix("http://").split(":")
    client = socket.socket()
    if window:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, window)
    client.settimeout(60)
    client.connect((host, int(port)))
    client.sendall(f"{head}\r\nHost: {host}:{port}\r\n".encode())
    return client


def test_X02_readers_who_stall_over_a_file_keep_nobody_waiting(data_dir):
    """Each takes a byte of the whole list and no more; then they hang up."""
    with serving(data_dir, DEMONSTRATION="0", RATE_LIMITS="0") as address, ExitStack() as stack:
        for _ in range(2 * AT_ONCE):
            client = stack.enter_context(_ask(address, "GET /en/search/export.csv HTTP/1.1", window=2048))
            client.sendall(b"\r\n")
            assert client.recv(1) == b"H"
        assert get(address)[0] == 200
        stack.close()
        for _ in range(AT_ONCE + 1):
            assert get(address)[0] == 200


@pytest.mark.parametrize("path", ["/en/accounts/login/", "/en/kept/"], ids=["a form", "without a token"])
def test_U06_two_gigabytes_are_refused_while_they_arrive(data_dir, path):
    """From somebody who has opened a page, so that the form's token does not end it before."""
    token = "a" * 32
    with serving(data_dir, DEMONSTRATION="0") as address:
        client = _ask(address, f"POST {path} HTTP/1.1")
        client.sendall(
            f"Cookie: csrftoken={token}\r\nContent-Length: {2 * GIGABYTE}\r\n"
            "Content-Type: multipart/form-data; boundary=part\r\n\r\n"
            '--part\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n'.encode()
        )
        sent, piece = 0, b"x" * 1024**2
        try:
            while sent < GIGABYTE:
                client.sendall(piece)
                sent += len(piece)
        except ConnectionError:
            pass
        assert sent < GIGABYTE // 10
        left = sum(path.stat().st_size for path in Path("/tmp").glob("*.upload*"))  # noqa: S108 - Django's place
        assert left < 2 * len(piece)
        assert get(address)[0] == 200
