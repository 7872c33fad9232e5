"""Pages that no cache keeps and no search engine lists, and those for people who are logged in."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

View = Callable[..., HttpResponse]


def unlisted(view: View) -> View:
    """Let no cache and no search engine keep the answer."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response["Cache-Control"] = "private, no-store"
        response["X-Robots-Tag"] = "noindex"
        return response

    return answer


def private(back: str) -> Callable[[View], View]:
    """The same, for those who are logged in. Whoever is not comes back to the page, or after a form to that named
    `back`.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.user.is_authenticated:
                return view(request, *args, **kwargs)
            here = request.get_full_path() if request.method in ("GET", "HEAD") else reverse(back)
            return redirect_to_login(here)

        return unlisted(answer)

    return decorate
