"""Who guesses passwords is made to wait: that name from that address, and nobody else behind it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse

from kb.core import errors
from kb.core.limits import readers


def client_address(request: HttpRequest) -> str | None:
    """The address that a request came from, as the limits on requests know it; for IPv6 the network of one house."""
    return readers.address(request).partition("/")[0] or None


def locked_out(
    request: HttpRequest, original_response: HttpResponse | None = None, credentials: Any = None
) -> HttpResponse:
    """The answer of django-axes: what was typed is kept, but for the password."""
    return errors.too_many_requests(request)
