"""The works that a reader keeps: a list in a cookie of their own browser, and nowhere else.

The page's forms carry no token, because a token would give every visitor of every page a cookie: a change is
accepted when the browser says that it comes from this site.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from kb.core import errors, languages
from kb.core.addresses import absolute
from kb.core.models import Work
from search import documents
from search.presenting import card_view
from search.taking import Taken, pick

from .taking import TYPES, download

COOKIE = "kept"
AGE = 180 * 24 * 60 * 60  # seconds
#: A list is no longer than this, and no longer than a cookie or an address may be.
MOST, LONGEST = 100, 3_600
_CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,59}", re.ASCII)


class Kept:
    """What a request's browser keeps; `asked` tells whether the answer depends on it."""

    def __init__(self, cookie: str):
        self._cookie = cookie
        self.asked = False

    @cached_property
    def codes(self) -> tuple[str, ...]:
        self.asked = True
        return codes_in(self._cookie, ".")


class KeptMiddleware:
    """Gives a request its `kept`, and keeps answers that show it out of shared caches."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.kept = Kept(request.COOKIES.get(COOKIE, ""))
        response = self.get_response(request)
        if request.kept.asked:
            patch_vary_headers(response, ["Cookie"])
            if request.kept.codes:
                patch_cache_control(response, private=True)
        return response


def codes_in(text: str, separator: str) -> tuple[str, ...]:
    """The codes in a text, each once; whatever is none is left out."""
    found = (code for code in text[: 2 * LONGEST].split(separator) if _CODE.fullmatch(code))
    return fitting(dict.fromkeys(found))


def fitting(codes: Iterable[str]) -> tuple[str, ...]:
    """As many of the codes, from the first, as a list may have."""
    found, length = [], 0
    for code in codes:
        length += len(code) + 1
        if len(found) == MOST or length > LONGEST:
            break
        found.append(code)
    return tuple(found)


@csrf_exempt  # see above; `_comes_from_here` stands for the token
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """The list, or the one that `codes` in the address names; POST changes the reader's own."""
    if request.method == "POST":
        return _change(request) if _comes_from_here(request) else errors.csrf_failure(request)
    codes, language = _asked(request), languages.current().code
    cards = _taken(codes, language).cards()
    shown = tuple(card.code for card in cards)
    query = f"?codes={','.join(shown)}"
    context = {
        "items": [card_view(card) for card in cards],
        "shared": "codes" in request.GET,
        "codes": shown,
        "missing": [code for code in codes if code not in shown],
        "full": request.GET.get("full") == "1",
        "most": MOST,
        "share_url": absolute(reverse("kept") + query),
        "take_query": query,
    }
    response = render(request, "search/kept.html", context)
    response["Cache-Control"] = "private, no-cache"
    return response


@require_safe
def export(request: HttpRequest, form: str) -> HttpResponseBase:
    """The list as a file."""
    if form not in TYPES:
        raise Http404
    language = languages.current().code
    response = download(_taken(_asked(request), language), form, "kept")
    response["X-Robots-Tag"] = "noindex"
    response["Cache-Control"] = "private, no-cache"
    return response


def _asked(request: HttpRequest) -> tuple[str, ...]:
    return codes_in(request.GET["codes"], ",") if "codes" in request.GET else request.kept.codes


def _taken(codes: Sequence[str], language: str) -> Taken:
    rows = Work.objects.filter(code__in=codes, original__isnull=False)
    found = {
        code: documents.identity(kind, str(key))
        for code, kind, key in rows.values_list("code", "kind", "translation_key")
    }
    return pick([found[code] for code in codes if code in found], language)


def _comes_from_here(request: HttpRequest) -> bool:
    """Whether a form of this site sent the request, as the browser says."""
    if site := request.headers.get("Sec-Fetch-Site"):
        return site == "same-origin"
    source = request.headers.get("Origin") or request.headers.get("Referer") or ""
    try:
        return urlsplit(source).netloc == request.get_host()
    except ValueError:
        return False


def _change(request: HttpRequest) -> HttpResponse:
    """Keep and drop what is named, and lead back to where the reader was."""
    dropped = set(request.POST.getlist("drop"))
    added = [code for code in request.POST.getlist("keep") if _CODE.fullmatch(code)]
    before = [] if "clear" in request.POST else request.kept.codes
    wanted = dict.fromkeys(code for code in (*before, *added) if code not in dropped)
    codes = fitting(wanted)
    response = HttpResponseRedirect(_back(request, added, full=len(codes) < len(wanted)))
    if codes:
        response.set_cookie(
            COOKIE,
            ".".join(codes),
            max_age=AGE,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    else:
        response.delete_cookie(COOKIE, samesite="Lax")
    return response


def _back(request: HttpRequest, added: Sequence[str], *, full: bool) -> str:
    if full:
        return reverse("kept") + "?full=1"
    address = request.POST.get("next", "")
    inside = url_has_allowed_host_and_scheme(address, allowed_hosts=None) and address.startswith("/")
    if not inside or not address.isprintable():
        return reverse("kept")
    place = next(iter([*added, *request.POST.getlist("drop")]), "")
    return f"{address.partition('#')[0]}#keep-{place}" if _CODE.fullmatch(place) else address
