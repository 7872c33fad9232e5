"""Answer a search: ask the engine, look at the database once more, and make it readable.

An answer never claims more than is known. What may not be shown lowers the total; when the engine
fails, titles in the database answer and the result says so.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from search import changes, degraded, finished, healing, hits, languages, queries, sources
from search.analysis import looks_like_zawgyi
from search.concepts.registry import NONE, thesaurus
from search.concepts.thesaurus import Thesaurus
from search.engines import EngineError, get_engine
from search.facet_results import counts, drops, facet_results
from search.fusing import Hit, arranged
from search.meaning.held import CLOSE, Near
from search.meaning.near import is_ready, related
from search.models import IndexState, Outbox, Record
from search.params import Params
from search.queries import Moment, Request, Stale
from search.results import Card, Results
from search.suggesting import correcting
from search.words import Question, parts, question, read_as, text_of, words

logger = logging.getLogger(__name__)

#: How often a page is topped up when hits may not be shown.
MOST_ROUNDS = 5


def moment() -> Moment:
    """Now; one query. A page that asks several questions asks them all at one moment."""
    written, hiding = IndexState.at_hand()
    now = int(timezone.now().timestamp())
    # Nearly always nothing hides, which is much cheaper to ask. Else it may be in the index until its rows are read, and
    # what was answered before that must not be the answer.
    return Moment(now, stale()) if hiding else Moment(now, written=written)


def search(params: Params, language: str, at: Moment | None = None) -> Results:
    """One page of an answer for a reader of ``language``; never raises because the engine fails."""
    request = make_request(params, language, at)
    try:
        results = _ask(request)
    except EngineError as error:
        logger.warning("The search engine gave no answer: %s", error)
        return degraded.by_title(request)
    return results


def answered(
    body: Mapping[str, Any], *, timeout: float | None = None, written: int | None = None
) -> dict[str, Any]:
    """What the engine answers to a request; ``timeout`` in seconds, that of the settings when not given; ``written``: that of
    the request's moment.

    Raises ``EngineError``, and then the index is looked at soon: it may be gone or damaged.
    """
    try:
        return get_engine().search(body, timeout=timeout, written=written)
    except EngineError:
        healing.suspect()
        raise


def make_request(params: Params, language: str, at: Moment | None = None) -> Request:
    """Everything that an answer depends on besides the index; one query, or none when ``at`` is given."""
    at, asked = at or moment(), question(params.q, exact=params.exact)
    concepts = NONE if params.exact or not params.q else thesaurus()
    named_in = _named_in(concepts, asked, language)
    return Request(
        params=params,
        asked=asked,
        language=language,
        facets=sources.facets(params.kinds),
        now=at.now,
        stale=at.stale,
        written=at.written,
        concepts=concepts,
        named_in=named_in,
        named=concepts.named(asked, named_in),
    )


def _named_in(concepts: Thesaurus, asked: Question, language: str) -> tuple[str, ...]:
    """The languages in which a question names concepts, each script of it in its own."""
    found = [concepts.languages(part, language, languages.for_text(text_of(part))) for part in parts(asked)]
    return tuple(dict.fromkeys(code for codes in found for code in codes))


def stale() -> Stale:
    """What has changed and may have to be hidden, but is not in the index yet. New works are not in it anyway."""
    indexed = Record.objects.filter(identity=OuterRef("identity"))
    rows = Outbox.objects.filter(hides=True).filter(Q(page__isnull=False) | Exists(indexed))
    found = list(rows.values_list("identity", "page").distinct())
    return Stale(
        tuple({identity for identity, page in found if page is None}),
        tuple({page for _, page in found if page is not None}),
    )


def find(request: Request) -> tuple[Request, dict[str, Any]]:
    """The engine's answer, and what it answers: a looser question where nothing has every word.

    First all words, each or one nearly the same, then most of them: where a word was only mistyped, works that have
    nothing but the other words would bury what was meant. Works that are near in meaning stand among those that have
    all words, or nearly; with them nobody needs those that have most. Raises ``EngineError``.
    """
    near = _near(request)
    if near and (found := _with_meaning(request, near)):
        return found
    answer = answered(queries.body(request), written=request.written)
    if not text_of(request.asked) or request.params.exact or _unfiltered(request, answer):
        return request, answer
    for fewer in (False, True):
        loose = replace(request, loosened=True, fewer=fewer)
        second = answered(queries.body(loose), written=request.written)
        if _unfiltered(loose, second):
            return loose, second
    return request, answer


def _near(request: Request) -> list[Near]:
    """Works near a question that has words, unless the reader wants exactly these."""
    if request.params.exact or request.asked.quoted or not words(request.asked, request.language):
        return []
    if not is_ready():
        return []
    return related(
        text_of(request.asked),
        request.language,
        request.params.kinds,
        topic=request.concepts.topic(request.named, request.asked, _hinting(request)),
    )


def _hinting(request: Request) -> tuple[str, ...]:
    """The languages in which words of a question may hint at concepts: those in which it names some, else its reader's
    where it is written in a script of that, else all of its script."""
    if request.named_in:
        return request.named_in
    found = languages.for_text(text_of(request.asked))
    return (request.language,) if request.language in found else tuple(found)


def _with_meaning(request: Request, near: Sequence[Near]) -> tuple[Request, dict[str, Any]] | None:
    """The answer of words and meaning together; None where they find nothing that is chosen."""
    request = replace(request, near={each.identity: each for each in near})
    answer = answered(queries.body(request), written=request.written)
    if not _is_worded(request, answer):
        loose = replace(request, loosened=True)
        second = answered(queries.body(loose), written=request.written)
        found = _is_worded(loose, second)
        request, answer = (loose, second) if found else (replace(request, worded=False), answer)
    if not _total(answer):
        return None
    return request, _arranged(request, answer) if queries.in_head(request) else answer


def _is_worded(request: Request, answer: Mapping[str, Any]) -> bool:
    """Whether anything of what is near and what has the words has these."""
    if not queries.in_head(request):
        return _total(answered(queries.by_words(request), written=request.written)) > 0
    return any(hit.words for hit in _hits(request, answer))


def _hits(request: Request, answer: Mapping[str, Any]) -> list[Hit]:
    return [queries.hit(request, queries.identity(row), row["_score"]) for row in answer["hits"]["hits"]]


def _arranged(request: Request, answer: dict[str, Any]) -> dict[str, Any]:
    """The answer with the hits from those of the page on, in the order of words and meaning."""
    rows = {queries.identity(row): row for row in answer["hits"]["hits"]}
    names = arranged(_hits(request, answer), list(request.near))[request.params.first :]
    return {**answer, "hits": {**answer["hits"], "hits": [rows[name] for name in names]}}


def _ask(request: Request) -> Results:
    request, answer = find(request)
    total = _total(answer)
    cards, refused = _page(request, answer, total)
    if refused:
        IndexState.count_drift(len(refused))
        changes.suspected(refused)  # so that the next answer does not count them in its facets either
    return replace(
        _results(request, answer),
        total=total - len(refused),
        cards=tuple(cards),
        meant=_meant(request, total),
    )


def _meant(request: Request, total: int) -> str:
    """Another spelling that finds more, for whoever has just asked for words that hardly any work has."""
    if not text_of(request.asked) or request.params.page > 1:
        return ""
    with_all_words = 0 if request.loosened or not request.worded else total
    return correcting.meant(request, with_all_words, partial(answered, written=request.written))


def values(params: Params, language: str, facet: str) -> Results:
    """An answer without its hits, in which that facet has all its values. Raises ``EngineError``."""
    return _results(*find(replace(make_request(params, language), whole=facet)))


def _results(request: Request, answer: Mapping[str, Any]) -> Results:
    """All but the hits."""
    params, total = request.params, _total(answer)
    aggregations = answer["aggregations"]
    counted, facets = facet_results(aggregations, request.facets, params, request.language)
    unknown = tuple(
        (facet.name, value.key)
        for facet in facets
        for value in facet.values
        if value.selected and not value.known
    )
    return Results(
        params=params,
        total=total,
        own_total=counts(aggregations["language"]).get(request.language, 0),
        facets=facets,
        counted=counted,
        loosened=request.loosened,
        related=bool(request.near),
        worded=request.worded,
        close=not request.near or max(each.score for each in request.near.values()) >= CLOSE,
        drops=drops(aggregations, params, _unfiltered(request, answer)) if not total else (),
        concepts=tuple((key, request.concepts.label(key, request.language)) for key in request.named),
        unclosed_quote=request.asked.unclosed,
        wordless=bool(params.q) and not words(request.asked, request.language),
        zawgyi=looks_like_zawgyi(params.q),
        read_as=read_as(params.q),
        unknown=unknown,
    )


def _total(answer: Mapping[str, Any]) -> int:
    value: int = answer["hits"]["total"]["value"]
    return value


def _unfiltered(request: Request, answer: Mapping[str, Any]) -> int:
    """How much there is for these words, and if that is nothing, how much there would be without any filter."""
    if (total := _total(answer)) or not queries.choices(request.params):
        return total
    return _total(answered(queries.unfiltered(request), written=request.written))


def _page(request: Request, answer: Mapping[str, Any], total: int) -> tuple[list[Card], list[str]]:
    """The cards of the page, topped up from what follows, and the hits that may not be shown."""
    first, size = request.params.first, request.params.page_size
    names = [queries.identity(row) for row in answer["hits"]["hits"]]  # perhaps with some that follow
    found, refused = _cards(request, names[:size])
    seen = size
    for _ in range(MOST_ROUNDS):
        if len(found) >= size or not refused or first + seen >= total:
            break
        missing = size - len(found)
        more = names[seen : seen + missing] or _further(request, first + seen, missing)
        cards, failed = _cards(request, more)
        found, refused, seen = found + cards, refused + failed, seen + len(more)
    return found, refused


def _further(request: Request, first: int, size: int) -> list[str]:
    answer = answered(queries.body(request, first=first, size=size), written=request.written)
    return [queries.identity(row) for row in answer["hits"]["hits"]]


def _cards(request: Request, order: Sequence[str]) -> tuple[list[Card], list[str]]:
    """The cards of these works that may be shown, and the names of the others."""
    if not order:
        return [], []
    near = {name: request.near[name] for name in order if name in request.near}
    anywhere = near or request.loosened or request.named
    heavy = hits.match_languages(request.asked, request.language) if anywhere else _likely(request)
    asked = hits.Asked(request.asked, request.language, request.concepts, request.named)
    return finished.cards(order, asked, heavy, near)


def _likely(request: Request) -> tuple[str, ...]:
    if not text_of(request.asked):
        return ()
    return tuple(dict.fromkeys([request.language, *languages.for_text(text_of(request.asked))]))
