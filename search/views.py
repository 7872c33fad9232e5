"""The search page, the page of one facet, and suggestions."""

from __future__ import annotations

from dataclasses import replace

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from search import choosing, service, sources, unanswered
from search.engines import EngineError
from search.params import LONGEST_QUERY, clean, parse
from search.presenting import present
from search.queries import ALL_BUCKETS
from search.results import Degraded, Results
from search.suggesting.answers import suggest

#: Seconds for which a browser need not ask for the same suggestions again.
KEPT = 60


@csrf_exempt  # nothing is written; other methods get their 405 rather than a 403
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Results with facets; with ``view=filters`` the facets alone, for narrow screens without JavaScript.

    400 keeps the form when the search is too long, 404 is a page that cannot be, 503 says that the
    search is down. An htmx request gets the results without the frame.
    """
    language = get_language() or settings.LANGUAGE_CODE
    params = parse(request.GET, language)
    if params.problem("bad_page", "bad_page_size"):
        raise Http404
    if params.problem("query_too_long"):
        return _render(request, Results(params=params, total=0), language, status=400)
    results = service.search(replace(params, lang=""), language)
    unanswered.note(results, language)
    if params.page > results.pages and results.degraded is not Degraded.DOWN:
        raise Http404
    if results.degraded is Degraded.DOWN:
        response = _render(request, results, language, status=503)
        response["Retry-After"] = "30"
        return response
    return _render(request, results, language)


@csrf_exempt
@require_safe
def values(request: HttpRequest, facet: str) -> HttpResponse:
    """All values of one facet, as links that choose or leave out and lead back here.

    While the engine gives no answer, the search page says so.
    """
    language = get_language() or settings.LANGUAGE_CODE
    params = replace(parse(request.GET, language), lang="", page=1)
    if params.problem("query_too_long"):
        raise BadRequest("query_too_long")
    if facet not in {"language", *(each.name for each in sources.facets(params.kinds) if each.shown)}:
        raise Http404
    try:
        results = service.values(params, language, facet)
    except EngineError:
        return redirect(reverse("search") + params.query())
    found = results.facet(facet)
    assert found is not None  # every facet of the kinds is counted
    context = {
        "view": present(results, language),
        "group": choosing.whole(found, params, language),
        "most": ALL_BUCKETS,
    }
    response = render(request, "search/values.html", context)
    response["Cache-Control"] = "private, no-cache"
    return response


@csrf_exempt
@require_safe
def suggestions(request: HttpRequest) -> HttpResponse:
    """Pages to go to for what was typed so far (``q``), as the options of a list box; empty where there are none.

    A browser may keep them for ``KEPT`` seconds; nobody else may, since what was hidden must be gone for everybody.
    """
    language = get_language() or settings.LANGUAGE_CODE
    found = suggest(clean(request.GET.get("q", "")[:LONGEST_QUERY]), language)
    response = render(request, "search/suggestions.html", {"found": found})
    response["Cache-Control"] = f"private, max-age={KEPT}"
    response["X-Robots-Tag"] = "noindex"
    return response


def _render(request: HttpRequest, results: Results, language: str, *, status: int = 200) -> HttpResponse:
    filters = request.GET.get("view") == "filters"
    view = present(results, language, filters_open=filters)
    part = bool(getattr(request, "htmx", False)) and not request.htmx.history_restore_request  # type: ignore[attr-defined]
    template = "search/filters.html" if filters else "search/results.html" if part else "search/page.html"
    response = render(
        request, template, {"view": view, "params": results.params, "part": part}, status=status
    )
    patch_vary_headers(response, ["HX-Request"])
    # What was hidden must be gone from the next request; a part must never come back as a page.
    response["Cache-Control"] = "no-store" if part else "private, no-cache"
    return response
