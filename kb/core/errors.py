"""Error pages in the reader's language. They need neither the database nor the search."""

from __future__ import annotations

import sys
from typing import Any

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template import loader
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

RETRY_AFTER = "30"  # seconds
MOST_KEPT = 100  # fields of a form that a reader gets back


def _page(
    request: HttpRequest, status: int, title: str | Promise, text: str | Promise, **more: Any
) -> HttpResponse:
    # No context processors: they may ask the database, which may be what fails. The language comes from the
    # request, because an error can arise before any middleware has chosen one.
    context = {"status": status, "title": title, "text": text, "request": request, **more}
    with translation.override(translation.get_language_from_request(request, check_path=True)):
        response = HttpResponse(loader.render_to_string("errors/error.html", context), status=status)
        response["Content-Language"] = translation.get_language()
    if status == 503:
        response["Retry-After"] = RETRY_AFTER
    return response


def _database_is_down(error: BaseException | None) -> bool:
    """Whether the database did not answer. SQLite reports a missing table or column in the same class."""
    return isinstance(error, OperationalError | InterfaceError) and not str(error).startswith("no such")


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(
        request, 400, _("This request cannot be read"), _("Check the address, or start from the home page.")
    )


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(
        request, 403, _("You cannot open this page"), _("Sign in with an account that may, or go back.")
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    text = _(
        "The form was open for too long or came from another site. Go back, reload the page and send it again."
    )
    return _page(request, 403, _("The form could not be accepted"), text)


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(
        request, 404, _("There is no page here"), _("It may have been moved. Search for it, or browse.")
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """The page for an exception that nobody caught; a database that does not answer is a 503, not our fault."""
    if _database_is_down(sys.exception()):
        return unavailable(request)
    text = _("The fault is ours and has been recorded. Try again in a moment.")
    return _page(request, 500, _("Something went wrong"), text)


def unavailable(request: HttpRequest, text: str | Promise = "") -> HttpResponse:
    text = text or _("We are working on it. Try again in a minute.")
    return _page(request, 503, _("This is not available right now"), text)


def too_many_requests(request: HttpRequest) -> HttpResponse:
    """The page for a reader who must wait: with what they sent, so that one press sends it again."""
    sent = request.POST if request.method == "POST" else request.GET
    kept = [(name, value) for name, values in sent.lists() for value in values if "password" not in name]
    return _page(
        request,
        429,
        _("One moment, please"),
        _("Many requests came from you or from your network. Wait a minute, then send this again."),
        again=request.path,
        method="post" if request.method == "POST" else "get",
        kept=kept[:MOST_KEPT],
        query=request.GET.get("q", ""),
    )
