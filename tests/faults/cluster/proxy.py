"""A small server between the site and a real Elasticsearch, which can be in the way."""

from __future__ import annotations

import http.client
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Request:
    """What the site asked; ``path`` without its parameters."""

    method: str
    path: str
    body: bytes
    authorization: str = ""


@dataclass(frozen=True)
class Answer:
    """What goes back to the site."""

    status: int
    body: bytes
    headers: tuple[tuple[str, str], ...] = (("Content-Type", "application/json"),)


#: Gets a request and what passes it on to Elasticsearch; returns the answer, or None to hang up.
Fault = Callable[[Request, Callable[[], Answer]], "Answer | None"]


class Proxy:
    """Passes everything on, unless there is a fault."""

    def __init__(self, upstream: str) -> None:
        self.upstream = upstream
        self.fault: Fault | None = None
        self.over = threading.Event()
        self._server = self._listen(0)
        self._port = self._server.server_address[1]
        self.url = f"http://127.0.0.1:{self._port}"

    @contextmanager
    def failing(self, fault: Fault) -> Iterator[None]:
        """Every request meets the fault until the end, when those that hang are let go."""
        self.fault = fault
        try:
            yield
        finally:
            self.fault = None
            self.over.set()
            self.over = threading.Event()

    @contextmanager
    def refusing(self) -> Iterator[None]:
        """Nobody listens at the address until the end."""
        self.close()
        try:
            yield
        finally:
            self._server = self._listen(self._port)

    def hang(self, request: Request, passed_on: Callable[[], Answer]) -> None:
        """A fault: no answer until it is over."""
        self.over.wait(60)

    def close(self) -> None:
        self.over.set()
        self._server.shutdown()
        self._server.server_close()

    def _listen(self, port: int) -> ThreadingHTTPServer:
        proxy = self

        class Handler(BaseHTTPRequestHandler):
            def _serve(self) -> None:
                request = Request(
                    self.command,
                    self.path.partition("?")[0],
                    self.rfile.read(int(self.headers.get("Content-Length", 0))),
                    self.headers.get("Authorization", ""),
                )
                passed_on = proxy._passing(self.command, self.path, request.body, dict(self.headers))
                answer = proxy.fault(request, passed_on) if proxy.fault else passed_on()
                if answer is None:
                    return
                self.send_response(answer.status)
                for name, value in answer.headers:
                    self.send_header(name, value)
                self.send_header("X-Elastic-Product", "Elasticsearch")
                self.send_header("Content-Length", str(len(answer.body)))
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(answer.body)

            do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = _serve

            def log_message(self, *arguments: Any) -> None:
                pass

        server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        return server

    def _passing(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> Callable[[], Answer]:
        def passed_on() -> Answer:
            parts = urlsplit(self.upstream)
            upstream = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=60)
            try:
                kept = {name: value for name, value in headers.items() if name.lower() != "host"}
                upstream.request(method, path, body, kept)
                got = upstream.getresponse()
                return Answer(got.status, got.read(), (("Content-Type", got.getheader("Content-Type", "")),))
            finally:
                upstream.close()

        return passed_on


def refusal(status: int, kind: str, reason: str = "it is how it is") -> Fault:
    """A fault: every request is answered with an error of Elasticsearch."""
    error = {"type": kind, "reason": reason}
    body = json.dumps({"error": {**error, "root_cause": [error]}, "status": status}).encode()
    return lambda request, passed_on: Answer(status, body)


def hang_up(request: Request, passed_on: Callable[[], Answer]) -> None:
    """A fault: the connection ends without an answer."""


def break_off(request: Request, passed_on: Callable[[], Answer]) -> Answer:
    """A fault: an answer that ends in its middle, as when a proxy on the way falls."""
    answer = passed_on()
    return Answer(answer.status, answer.body[: len(answer.body) // 2], answer.headers)


def rewritten(end: str, change: Callable[[Any], None]) -> Fault:
    """A fault: the answers of paths with that end are changed."""

    def fault(request: Request, passed_on: Callable[[], Answer]) -> Answer:
        answer = passed_on()
        if not request.path.endswith(end):
            return answer
        told = json.loads(answer.body)
        change(told)
        return Answer(answer.status, json.dumps(told).encode(), answer.headers)

    return fault
