"""Who guesses passwords is made to wait: that name from that address, and nobody else behind it."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q
from django.http import HttpRequest, HttpResponse

from kb.core import errors
from kb.core.limits import readers


def client_address(request: HttpRequest) -> str | None:
    """The address that a request came from, as the limits on requests know it; for IPv6 the network of one house."""
    return readers.address(request).partition("/")[0] or None


def name_of(request: HttpRequest, credentials: Mapping[str, Any] | None = None) -> str:
    """What wrong passwords are counted by: the account, however its name or address is spelled.

    A name that nobody has is kept unreadable: it may be a password that was typed into the wrong field.
    """
    typed = str((credentials or {}).get("login") or request.POST.get("login", "")).strip()
    people = get_user_model().objects.filter(Q(username__iexact=typed) | Q(email__iexact=typed or None))
    names: list[str] = list(people.order_by("pk").values_list("username", flat=True)[:1])
    return names[0] if names else sha256(typed.casefold().encode("utf-8", "surrogatepass")).hexdigest()[:32]


def locked_out(
    request: HttpRequest, original_response: HttpResponse | None = None, credentials: Any = None
) -> HttpResponse:
    """The answer of django-axes: what was typed is kept, but for the password."""
    return errors.too_many_requests(request)
