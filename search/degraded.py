"""An answer without the engine, from the database: words in titles, and lists even before the first index."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import reduce
from operator import and_, or_
from typing import Any

from django.db.models import Q

from search import hits, languages, states, unindexed
from search.analysis import looks_like_zawgyi
from search.facet_results import LANGUAGE
from search.models import Record
from search.params import Params
from search.queries import Request
from search.results import Degraded, FacetResult, Results, Value
from search.rows import Row, read
from search.schema import facet_field
from search.words import read_as, text_of, words

#: More candidates than this are not looked at: a reader in need is better served by narrowing.
MOST = 500


def by_title(request: Request) -> Results:
    """Works whose title or names hold every word; ``Degraded.DOWN`` when that gives nothing.

    Facets are not counted. The chosen ones, dates and what waits in the outbox are respected.
    """
    params = request.params
    if not text_of(request.asked) and not Record.objects.exists():
        listed = _listed(request)
        names = list(listed)
        page = names[params.first : params.first + params.page_size]
        works = hits.visible({name: listed[name] for name in page})
    else:
        names = [record.identity for record in _candidates(request) if _fits(record, request)]
        page = names[params.first : params.first + params.page_size]
        spoken = [request.language, *languages.for_text(text_of(request.asked))]
        works = hits.visible(read(page, spoken, labels=True))
    asked = hits.Asked(request.asked, request.language)
    found = hits.illustrated(hits.cards(works, page, asked))
    total = len(names) - (len(page) - len(found))
    state = Degraded.TITLES if found or params.page > 1 else Degraded.DOWN
    return Results(
        facets=tuple(chosen_facets(request)),
        params=params,
        total=total,
        cards=tuple(found),
        degraded=state,
        unclosed_quote=request.asked.unclosed,
        zawgyi=looks_like_zawgyi(params.q),
        read_as=read_as(params.q),
    )


def chosen_facets(request: Request) -> Iterable[FacetResult]:
    """What was chosen, without counts, so that it can be seen and taken away."""
    for facet in request.facets:
        if chosen := request.params.chosen(facet.name):
            labels = facet.labels(chosen, request.language)
            values = (Value(key, labels.get(key, key), 0, True, known=key in labels) for key in chosen)
            yield FacetResult(facet.name, facet.label, tuple(values), facet.size)
    if codes := request.params.languages:
        spoken = tuple(Value(key, states.label(key), 0, True) for key in codes)
        yield FacetResult("language", LANGUAGE, spoken, len(spoken))


def _listed(request: Request) -> dict[str, dict[str, Row]]:
    """What an index that was never built would list, newest first. It is read now, so nothing in it is stale."""
    found = {}
    for name, rows in unindexed.newest(request.params.kinds, MOST).items():
        document = json.loads(next(iter(rows.values())).document)
        texts = ((row.language, row.state) for row in rows.values())
        if _now(document, request) and _chosen(document, request.params, texts):
            found[name] = rows
    return found


def _candidates(request: Request) -> Iterable[Record]:
    query = Record.objects.filter(listed=True).exclude(identity__in=request.stale.identities)
    if request.params.kinds:
        query = query.filter(kind__in=request.params.kinds)
    if text_of(request.asked):
        found = [_title_has(request, code) for code in languages.for_text(text_of(request.asked))]
        query = query.filter(pk__in=Record.objects.filter(reduce(or_, found)).values("pk"))
    return query.order_by("-published", "identity")[:MOST]


def _title_has(request: Request, code: str) -> Q:
    """Every word in the title of that language, or in its summary."""
    tokens = [token for word in words(request.asked, code) for token in word.tokens]
    each = [
        Q(projections__title_tokens__contains=token) | Q(projections__summary_tokens__contains=token)
        for token in tokens
    ]
    return reduce(and_, each, Q(projections__language=code))


def _fits(record: Record, request: Request) -> bool:
    document = record.document_data()
    if not _now(document, request) or set(request.stale.pages) & set(document["ancestors"]):
        return False
    texts: Iterable[tuple[str, str]] = ()
    if request.params.languages:
        texts = record.projections.values_list("language", "state")
    return _chosen(document, request.params, texts)


def _now(document: Mapping[str, Any], request: Request) -> bool:
    shown: bool = document["visible_from"] <= request.now < document["visible_until"]
    return shown


def _chosen(document: Mapping[str, Any], params: Params, texts: Iterable[tuple[str, str]]) -> bool:
    """Whether the work has what was chosen; ``texts``: in which languages it can be read, and the state of each."""
    for name, values in params.filters.items():
        if not set(values) & set(document.get(facet_field(name), ())):
            return False
    first, last = params.year_from or 0, params.year_to or 9999
    if (first, last) != (0, 9999) and not any(first <= year <= last for year in document["years"]):
        return False
    known = {key for text in texts for key in states.keys(*text)}
    return not params.languages or bool(known & set(params.languages))
