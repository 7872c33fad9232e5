"""Error pages in the reader's language. They need neither the database nor the search."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.template import loader
from django.utils.translation import gettext as _


def _page(request: HttpRequest, status: int, title: str, text: str) -> HttpResponse:
    context = {"status": status, "title": title, "text": text}
    response = HttpResponse(loader.render_to_string("errors/error.html", context, request), status=status)
    if status == 503:
        response["Retry-After"] = "30"
    return response


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
    text = _("The fault is ours and has been recorded. Try again in a moment.")
    return _page(request, 500, _("Something went wrong"), text)


def unavailable(request: HttpRequest, text: str = "") -> HttpResponse:
    text = text or _("We are working on it. Try again in a minute.")
    return _page(request, 503, _("This is not available right now"), text)
