"""How an Elasticsearch cluster is reached, and what its refusals mean for whoever looks after the site."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from elastic_transport import ConnectionTimeout, TlsError, TransportError
from elasticsearch import ApiError, AuthenticationException, AuthorizationException, Elasticsearch, helpers
from elasticsearch.serializer import OrjsonSerializer

from search.engines.base import EngineUnavailable

#: Answers that another node, or the same one a moment later, may not give.
TRANSIENT_STATUS = frozenset({429, 502, 503, 504})

#: Seconds before a second and a third try; what is drawn from them keeps processes from coming back together.
_PAUSES = (0.05, 0.15)
_REST = 1.0  # seconds
_MORE_NODES = 2 / 3  # of the time that is left, while there is another node to ask
_dice = random.SystemRandom()


@dataclass(frozen=True, slots=True)
class Access:
    """Who the site is for a cluster: nobody, a user with a password, or an API key.

    ``ca_file`` holds the certificates that may have signed the cluster's; without it those of the system do.
    """

    user: str = ""
    password: str = field(default="", repr=False)
    api_key: str = field(default="", repr=False)
    ca_file: str = ""


def connect(nodes: list[str], access: Access, *, timeout: float) -> Elasticsearch:
    """Return a client of the nodes, which connects when it is used.

    It asks the nodes that it was given and never looks for others: their addresses inside the cluster are
    seldom reachable from outside. A request that found no answer goes to each other node once.
    """
    options: dict[str, Any] = {}
    if access.user:
        options["basic_auth"] = (access.user, access.password)
    if access.api_key:
        options["api_key"] = access.api_key
    if access.ca_file:
        options["ca_certs"] = access.ca_file
    return Elasticsearch(
        nodes,
        serializer=OrjsonSerializer(),  # a question in ten languages is long
        request_timeout=timeout,
        max_retries=max(2, len(nodes)),
        retry_on_status=TRANSIENT_STATUS - {429},  # who is asked too much is not asked again at once
        retry_on_timeout=False,
        max_dead_node_backoff=10,
        **options,
    )


@contextmanager
def guarded(doing: str) -> Iterator[None]:
    """Raise EngineUnavailable, with what is known, for whatever the client raises while ``doing`` something."""
    try:
        yield
    except (ApiError, TransportError, helpers.ScanError) as error:
        raise EngineUnavailable(f"Elasticsearch failed while {doing}: {explain(error)}") from error


def explain(error: Exception) -> str:
    """What went wrong in words, without any secret, and what to look at where that is known."""
    if isinstance(error, AuthenticationException):
        return "it does not know us; look at ELASTICSEARCH_USER and ELASTICSEARCH_PASSWORD, or ELASTICSEARCH_API_KEY"
    if isinstance(error, AuthorizationException) and "security_exception" in str(error):
        return f"a privilege is missing (docs/operations.md names them all): {_told_by(error)}"
    if isinstance(error, TlsError):
        return f"its certificate is not to be trusted ({_certificate(error)}); look at ELASTICSEARCH_CA_FILE"
    if isinstance(error, ConnectionTimeout):
        return "it did not answer in time"
    return error.message if isinstance(error, TransportError) else str(error)


def may_pass(error: ApiError | TransportError, *, elsewhere: bool) -> bool:
    """Whether the same request may be answered a moment later; ``elsewhere``: there are other nodes."""
    if isinstance(error, ApiError):
        return error.status_code in TRANSIENT_STATUS
    if isinstance(error, ConnectionTimeout):
        return elsewhere
    return not isinstance(error, TlsError)


def tries(seconds: float, nodes: int) -> Iterator[float]:
    """Yield for each try how long it may take, all tries and the pauses between them within ``seconds``.

    Ends when the time is used up. The caller stops when it has an answer.
    """
    deadline = time.monotonic() + seconds
    pauses = (*_PAUSES, *([_PAUSES[-1]] * (nodes - len(_PAUSES))))
    for pause in pauses:
        left = deadline - time.monotonic()
        if left <= 0:
            return
        yield left * _MORE_NODES if nodes > 1 else left
        pause *= _dice.uniform(0.5, 1.5)
        if time.monotonic() + pause >= deadline:
            return
        time.sleep(pause)
    if (left := deadline - time.monotonic()) > 0:
        yield left


class Rest:
    """Leaves a cluster alone that has just let everybody wait for nothing.

    Otherwise every reader would wait, and soon every thread of the site with them. After a second one
    caller tries, which takes ``longest`` seconds at most; the others go on resting meanwhile.
    """

    def __init__(self, longest: float) -> None:
        self._longest = longest
        self._until = 0.0
        self._failed = float("-inf")
        self._lock = threading.Lock()

    def over(self) -> bool:
        """Whether the caller may ask. While resting, True for one caller each time the rest is over."""
        with self._lock:
            if self._until == 0.0:
                return True
            now = time.monotonic()
            if now < self._until:
                return False
            self._until = now + self._longest + _REST
            return True

    def begin(self) -> None:
        """The cluster gave no answer in time."""
        with self._lock:
            self._until = time.monotonic() + _REST

    def end(self, *, failed: bool) -> None:
        """The cluster answered, or ``failed`` at once."""
        self._until = 0.0
        if failed:
            self._failed = time.monotonic()

    def failed_just_now(self) -> bool:
        """Whether one try is enough, since somebody has just tried in vain more often."""
        return time.monotonic() - self._failed < _REST


def _told_by(error: ApiError) -> str:
    body: Any = error.body
    told = body.get("error") if isinstance(body, dict) else None
    return str(told.get("reason", error.message)) if isinstance(told, dict) else error.message


def _certificate(error: TransportError) -> str:
    text = error.message
    _, found, rest = text.partition("certificate verify failed: ")
    return rest.partition(" (")[0] if found else text


def reason_of(error: Any) -> str:
    """What an answer's `error` says, with its cause."""
    if not isinstance(error, Mapping):
        return str(error)
    cause = error.get("caused_by") or {}
    return ": ".join(str(part) for part in (error.get("reason"), cause.get("reason")) if part)
