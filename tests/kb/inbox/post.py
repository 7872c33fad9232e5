"""A mail server for tests: takes what it is sent, or refuses addresses."""

from __future__ import annotations

import socketserver
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import Message
from email.policy import default
from threading import Thread


class Post(socketserver.ThreadingTCPServer):
    """`received`: what came in, as messages; `refused`: the answer by address that it does not take; `at_a_time`: after
    how many mails it hangs up.
    """

    at_a_time = 1000

    allow_reuse_address = daemon_threads = True

    def __init__(self, port: int) -> None:
        super().__init__(("127.0.0.1", port), _Talk)
        self.received: list[Message] = []
        self.refused: dict[str, str] = {}

    @property
    def port(self) -> int:
        return self.server_address[1]


class _Talk(socketserver.StreamRequestHandler):
    server: Post

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())

    def handle(self) -> None:
        self._say("220 ready")
        taken = 0
        for line in self.rfile:
            word, rest = line[:4].upper(), line[4:].decode()
            if word == b"RCPT":
                found = [answer for address, answer in self.server.refused.items() if address in rest]
                self._say(found[0] if found else "250 ok")
            elif word == b"MAIL" and taken == self.server.at_a_time:
                return self._say("421 enough for now")
            elif word == b"DATA":
                taken += 1
                self._say("354 go on")
                self._take()
            elif word == b"QUIT":
                return self._say("221 bye")
            else:
                self._say("250 ok")
        return None

    def _take(self) -> None:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line)
        self.server.received.append(message_from_bytes(b"".join(lines), policy=default))
        self._say("250 taken")


@contextmanager
def post(port: int = 0) -> Iterator[Post]:
    """The server, listening at a port of this machine while the block lasts."""
    with Post(port) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join(5)
