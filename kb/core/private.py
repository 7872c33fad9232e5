"""Pages of people who are logged in: kept by no cache, listed by no search engine."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import patch_cache_control

View = Callable[..., HttpResponse]


def private(back: str) -> Callable[[View], View]:
    """For those who are logged in. Whoever is not comes back to the page, or after a form to that named `back`."""

    def decorate(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            response: HttpResponse
            if request.user.is_authenticated:
                response = view(request, *args, **kwargs)
            else:
                here = request.get_full_path() if request.method in ("GET", "HEAD") else reverse(back)
                response = redirect_to_login(here)
            patch_cache_control(response, private=True, no_store=True)
            response["X-Robots-Tag"] = "noindex"
            return response

        return answer

    return decorate
