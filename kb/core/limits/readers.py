"""Who asks: a reader, as far as a cookie tells without a database, and the network that they are in."""

from __future__ import annotations

import ipaddress
import secrets

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

COOKIE = "visit"  # given only to those who are told to wait
AGE = 24 * 3600  # seconds
_SALT = "kb.core.limits"


def address(request: HttpRequest) -> str:
    """The network that a request comes from: an address of IPv4, or the 64 bits of IPv6 that one house has.

    `X-Forwarded-For` counts as far as proxies of ours have written it, from the right.
    """
    text = request.META.get("REMOTE_ADDR", "")
    if settings.TRUSTED_PROXIES:
        told = [each.strip() for each in request.headers.get("X-Forwarded-For", "").split(",")]
        if len(told) >= settings.TRUSTED_PROXIES:
            text = told[-settings.TRUSTED_PROXIES] or text
    return _network(text)


def _network(text: str) -> str:
    for candidate in (text, text.rpartition(":")[0].strip("[]")):  # some proxies add the port
        try:
            found = ipaddress.ip_address(candidate)
        except ValueError:
            continue
        if isinstance(found, ipaddress.IPv6Address):
            return str(found.ipv4_mapped or ipaddress.ip_network((found.packed[:8] + bytes(8), 64)))
        return str(found)
    return ""


def reader(request: HttpRequest) -> str:
    """What tells this reader from others in the same network; empty for a browser that has no cookie.

    A session's cookie is taken at its word: whoever invents some has no more than the network has.
    """
    if session := request.COOKIES.get(settings.SESSION_COOKIE_NAME):
        return f"session {session[:64]}"
    given = request.COOKIES.get(COOKIE, "")
    try:
        return f"visit {signing.loads(given, salt=_SALT, max_age=AGE)}" if len(given) < 200 else ""
    except signing.BadSignature:
        return ""


def introduce(response: HttpResponse) -> None:
    """Give the reader a cookie, so that their next requests are not counted with those of others."""
    response.set_cookie(
        COOKIE,
        signing.dumps(secrets.token_urlsafe(9), salt=_SALT),
        max_age=AGE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
