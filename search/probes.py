"""Addresses for machines that watch the site. They need no language and no session, and set no cookie.

What they tell is for anybody: numbers and yes or no, never a reason, a name or a text.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from search import health


@require_safe
def alive(request: HttpRequest) -> HttpResponse:
    """200: this process answers. It asks neither the database nor the search."""
    return _closed(HttpResponse("alive\n", content_type="text/plain; charset=utf-8"))


@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """200: this process can serve pages; 503: the database does not answer.

    A fallen search engine is no reason to take the whole site away: see ``search``.
    """
    found = health.recent()
    return _answer(found, down=not found.database)


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """200: the search answers and is fresh, perhaps ``degraded``; 503: it is down or behind."""
    found = health.recent()
    return _answer(found, down=found.state == "down" or found.behind)


def _answer(found: health.Health, *, down: bool) -> HttpResponse:
    response = JsonResponse(found.numbers(), status=503 if down else 200)
    if down:
        response["Retry-After"] = "30"
    return _closed(response)


def _closed(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    return response
