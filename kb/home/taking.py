"""What a search finds, to take along: as a table, as references, as a feed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.cache import get_conditional_response, set_response_etag
from django.utils.translation import override
from django.views.decorators.http import require_safe

from kb.catalogue.citations import FORMATS, citation
from kb.core import errors, languages
from kb.core.addresses import absolute
from kb.editorial import editions
from search import exports, sources
from search.engines import EngineError
from search.params import Params, parse
from search.results import Card
from search.taking import MOST, Taken, take

from . import feeds
from .frame import frame

CSV, RIS = "csv", "ris"
TYPES = {CSV: "text/csv", RIS: FORMATS[RIS]}
#: What changes nothing of a list, or is nobody's: the other parameters that cannot be used are refused, since
#: a file cannot say that it answers another question.
HARMLESS = ("bad_page", "bad_page_size", "unknown_parameter")


@require_safe
def export(request: HttpRequest, form: str) -> HttpResponseBase:
    """All that a search finds, in its order, up to `search.taking.MOST` works."""
    if form not in TYPES:
        raise Http404
    return _answer(request, MOST, lambda params, taken: download(taken, form, "search", params.kinds))


@require_safe
def feed(request: HttpRequest) -> HttpResponseBase:
    """The newest works that a search finds, as Atom."""

    def made(params: Params, taken: Taken) -> HttpResponseBase:
        response = HttpResponse(
            feeds.written(params, taken), content_type="application/atom+xml; charset=utf-8"
        )
        set_response_etag(response)
        return get_conditional_response(request, etag=response["ETag"], response=response) or response

    return _answer(request, feeds.SIZE, made, sort="newest")


def _answer(
    request: HttpRequest, most: int, made: Callable[[Params, Taken], HttpResponseBase], **changes: Any
) -> HttpResponseBase:
    """400 for what cannot be asked, 503 while the engine gives no answer."""
    language = languages.current().code
    params = replace(parse(request.GET, language), **changes)
    if refused := next((each for each in params.problems if each.code not in HARMLESS), None):
        raise BadRequest(refused.code)
    try:
        taken = take(params, language, most)
    except EngineError:
        return errors.unavailable(request)
    response = made(params, taken)
    response["X-Robots-Tag"] = "noindex"
    response["Cache-Control"] = "private, no-cache"
    return response


def download(taken: Taken, form: str, name: str, kinds: Sequence[str] = ()) -> StreamingHttpResponse:
    """The list as a file of that name, written while it is read."""
    written = (
        exports.lines(taken.batches(), taken.language, absolute, kinds) if form == CSV else references(taken)
    )
    response = StreamingHttpResponse(written, content_type=f"{TYPES[form]}; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return response


def references(taken: Taken) -> Iterator[str]:
    """A record of RIS for each work, as its own page gives it."""
    site = frame(taken.language).name
    for cards in taken.batches():
        with override(taken.language):
            yield "".join(citation(page, site).ris() for page in _pages(cards))


def _pages(cards: Iterable[Card]) -> Iterator[Any]:
    by_kind: dict[str, list[int]] = {}
    for card in cards:
        by_kind.setdefault(card.kind, []).append(card.page)
    found: dict[int, Any] = {}
    for kind, ids in by_kind.items():
        source = sources.get(kind)
        for model in source.models if source else ():
            found |= model.objects.select_related("locale", "original__locale").in_bulk(ids)
    editions.number_all(found.values())
    yield from (found[card.page] for card in cards if card.page in found)
