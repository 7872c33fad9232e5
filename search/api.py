"""The JSON answer: same parameters and same results as the page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt

from search import service
from search.params import Params, Problem, parse
from search.results import Card, Degraded, FacetResult, Results
from search.templatetags.marks import marked

METHODS = "GET, HEAD, OPTIONS"
#: Names in an answer for facets that have them, as the interface promises.
PLURALS = {"countries": "country", "themes": "theme"}


@csrf_exempt  # reading needs no token, and other methods get their 405 rather than a 403
def search(request: HttpRequest) -> HttpResponse:
    """``GET /api/v1/search/``; errors are problem documents (RFC 9457)."""
    response = _answer(request)
    response["Access-Control-Allow-Origin"] = "*"
    response["Cache-Control"] = "no-cache"
    return response


def _answer(request: HttpRequest) -> HttpResponse:
    if request.method == "OPTIONS":
        return HttpResponse(status=204, headers={"Allow": METHODS, "Access-Control-Allow-Methods": METHODS})
    if request.method not in ("GET", "HEAD"):
        response = problem(405, "method_not_allowed", "Only GET is answered here.")
        response["Allow"] = METHODS
        return response
    params = parse(request.GET)
    if params.problems:
        return problem(400, params.problems[0].code, "Some parameters cannot be used.", params.problems)
    language = params.lang or settings.LANGUAGE_CODE
    with translation.override(language):
        results = service.search(params, language)
        if results.degraded is Degraded.DOWN:
            response = problem(503, "search_unavailable", "The search is not available right now.")
            response["Retry-After"] = "30"
            return response
        if params.page > results.pages:
            refused = Problem("page", "bad_page", str(params.page), (f"1-{results.pages}",))
            return problem(400, "bad_page", "There are not that many pages.", [refused])
        response = JsonResponse(_document(params, results), json_dumps_params={"ensure_ascii": False})
        response["Content-Language"] = language
        return response


def problem(status: int, code: str, detail: str, problems: Iterable[Problem] = ()) -> JsonResponse:
    """A problem document; ``problems`` names every parameter that was refused and what would be allowed."""
    body: dict[str, Any] = {"type": "about:blank", "title": code, "status": status, "detail": detail}
    if listed := [_problem(each) for each in problems]:
        body["problems"] = listed
    return JsonResponse(body, status=status, content_type="application/problem+json")


def _problem(found: Problem) -> dict[str, Any]:
    return {
        "parameter": found.parameter,
        "code": found.code,
        "value": found.value,
        "allowed": list(found.allowed),
    }


def _document(params: Params, results: Results) -> dict[str, Any]:
    return {
        "total": results.total,
        "page": params.page,
        "page_size": params.page_size,
        "results": [_result(card) for card in results.cards],
        "facets": {facet.name: _facet(facet) for facet in results.facets},
        "concepts": [{"key": key, "label": label} for key, label in results.concepts],
        "loosened": results.loosened,
        "did_you_mean": results.meant or None,
        "degraded": results.degraded is not Degraded.NO,
    }


def _result(card: Card) -> dict[str, Any]:
    found: dict[str, Any] = {
        "id": card.key,
        "external_id": card.external_id,
        "kind": card.kind,
        "title": card.title_text,
        "url": urljoin(f"{settings.WAGTAILADMIN_BASE_URL}/", card.url),
        "language": card.language,
        "languages": [version.language for version in card.versions],
        "states": {version.language: version.state for version in card.versions},
        "summary": card.summary,
        "highlight": marked(card.snippet),
        "highlight_language": card.snippet_language,
        "reason": card.reason.value,
    }
    for name, facet in PLURALS.items():
        found[name] = list(card.facets.get(facet, ()))
    found["details"] = {detail.name: detail.value for detail in card.details}
    return found


def _facet(facet: FacetResult) -> list[dict[str, Any]]:
    return [
        {"key": value.key, "label": value.label, "count": value.count, "selected": value.selected}
        for value in facet.values
    ]
