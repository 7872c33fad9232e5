"""Asks whoever asks too much to wait. A limit that cannot be counted stops nobody."""

from __future__ import annotations

import logging
import math
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse

from .. import errors
from . import readers
from .table import Table

logger = logging.getLogger(__name__)

#: What counts as what, by the name of the address. Pages, files and the health of the site are not limited.
SEARCHING = {"search", "search_values", "search_api", "country", "theme", "kept", "history", "edition"}
TAKING = {"search_export", "search_feed", "kept_export", "record", "profile_download", "share_word_template"}
SUGGESTING = {"search_suggest"}
STRANGERS = 0.5  # of what a network may, for those in it who have no cookie


@cache
def _table(path: Path, secret: str) -> Table:
    return Table(path, secret)


class RateLimitMiddleware:
    """Answers 429 with `Retry-After` to a reader, or to a network, that asks more often than it may.

    A reader is told apart by a cookie. Who has none is counted with the others in the network, and is given one
    when told to wait; nobody gets a cookie before that. No database is asked.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        what = what_it_costs(request) if settings.RATE_LIMITS else ""
        if not what:
            return None
        limit = settings.RATE_LIMITS[what]
        network, reader = readers.address(request), readers.reader(request)
        most = limit * settings.RATE_LIMIT_READERS
        wanted = [(f"{what} {network}", most)] if network else []
        if reader:
            wanted.append((f"{what} {network} {reader}", limit))
        elif network:
            wanted.append((f"{what} {network} strangers", most * STRANGERS))
        try:
            wait = _table(Path(settings.RATE_LIMIT_FILE), settings.SECRET_KEY).take(wanted)
        except OSError as error:
            logger.error("Requests cannot be counted, so that nobody is limited: %s", error)
            return None
        if not wait:
            return None
        response = _asked_to_wait(request, math.ceil(wait))
        if not reader:
            readers.introduce(response)
        return response


def what_it_costs(request: HttpRequest) -> str:
    """The limit that a request counts for: `search`, `suggest`, `export` or `write`; empty for none."""
    match = request.resolver_match
    name = (match.url_name or "") if match else ""
    if request.method not in ("GET", "HEAD", "OPTIONS"):
        is_admin = match is not None and match.route.startswith("admin/")
        return "" if is_admin else "write"
    for what, names in (("search", SEARCHING), ("suggest", SUGGESTING), ("export", TAKING)):
        if name in names:
            return what
    return ""


def _asked_to_wait(request: HttpRequest, seconds: int) -> HttpResponse:
    match = request.resolver_match
    if match and match.url_name == "search_api":
        body = {"type": "about:blank", "title": "too_many_requests", "status": 429}
        response: HttpResponse = JsonResponse(
            {**body, "detail": f"Ask again in {seconds} s."},
            status=429,
            content_type="application/problem+json",
        )
        response["Access-Control-Allow-Origin"] = "*"
    elif match and match.url_name in SUGGESTING:
        response = HttpResponse(status=429)  # a script reads it
    else:
        response = errors.too_many_requests(request)
    response["Retry-After"] = str(seconds)
    response["Cache-Control"] = "no-store"
    return response
