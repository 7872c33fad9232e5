"""Works that are like a work: those that share values of its facets, and words of its title.

One request without a reader's question. Where the engine gives no answer there is nothing to show, and no page
fails because of it.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from search import hits, queries, service, sources
from search.clauses import Clause, bool_, constant, dis_max, ids, term, terms
from search.engines import EngineError
from search.meaning import near as meaning
from search.queries import Moment
from search.results import Card
from search.rows import read
from search.schema import facet_field
from search.words import question, words

logger = logging.getLogger(__name__)

#: What a value further up the tree counts, measured by the value itself.
ABOVE = 0.25
#: What a word of the title counts. The engine weighs it by how rare it is, so that "village" hardly matters.
WORD = 0.2
MOST_WORDS = 6
#: What the same meaning would count; what is half as near counts half.
MEANING = 6.0
#: Asked for beyond what is wanted, in place of hits that may not be shown any more.
SPARE = 4
#: Seconds that a page waits for what it can do without.
PATIENCE = 1.0


@dataclass(frozen=True, slots=True)
class Like:
    """What a work is compared by.

    ``identity``: its own, which is left out. ``facets``: its values by the name of a facet; ``weights``: what a
    shared value counts, by the same names. ``title`` in ``language``.
    """

    identity: str
    kind: str
    facets: Mapping[str, Sequence[str]]
    weights: Mapping[str, float]
    title: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Similar:
    """A similar work and what it shares, by the name of the facet; a value above only where no nearer one is shared.

    ``near``: whether it says something near, in whatever language.
    """

    card: Card
    shared: Mapping[str, tuple[str, ...]]
    near: bool = False


def similar(like: Like, language: str, *, size: int = 4, at: Moment | None = None) -> list[Similar]:
    """The works of the same kind that share most, for a reader of ``language``; empty when the engine fails.

    Four queries, three when ``at`` is given, one more when cards have pictures.
    """
    try:
        return looked_for(like, language, size=size, at=at)
    except EngineError as error:
        logger.warning("The search engine gave no similar works: %s", error)
        return []


def looked_for(like: Like, language: str, *, size: int = 4, at: Moment | None = None) -> list[Similar]:
    """The same for whoever must know whether there are none or nobody could look. Raises ``EngineError``."""
    near = {each.identity: each.score for each in meaning.like(like.identity)}
    if not any(like.facets.values()) and not near:
        return []
    at = at or service.moment()
    answer = service.answered(body(like, at, size + SPARE, near), timeout=PATIENCE, written=at.written)
    order = [queries.identity(row) for row in answer["hits"]["hits"]]
    if not order:
        return []
    works = hits.visible(read(order))
    shown = [name for name in order if name in works][:size]
    cards = hits.illustrated(hits.cards(works, shown, hits.Asked(question(""), language)))
    return [Similar(card, _shared(like, card), card.identity in near) for card in cards]


def body(like: Like, at: Moment, size: int, near: Mapping[str, float] | None = None) -> dict[str, Any]:
    """The request; both engines understand it. ``near``: how near in meaning works are, by identity."""
    within = queries.within(at)
    shares = _shares(like)
    any_of = [query for found in shares.values() for query in found]
    any_of += [constant(ids([name]), boost=MEANING * score) for name, score in sorted((near or {}).items())]
    query = bool_(
        must=[bool_(should=any_of, minimum_should_match=1)],
        should=_words(like),
        filter=[*within["filter"], term("kind", like.kind)],
        must_not=[*within["must_not"], ids([like.identity])],
    )
    return {
        "query": query,
        "from": 0,
        "size": size,
        "track_total_hits": True,
        **queries.TOLD,
        "sort": ["_score", {"order.newest": "desc"}],
    }


def _shares(like: Like) -> dict[str, list[Clause]]:
    found: dict[str, list[Clause]] = {}
    for facet in sources.facets([like.kind]):
        own = list(like.facets.get(facet.name, ()))
        if not own:
            continue
        weight, field = like.weights[facet.name], facet_field(facet.name)
        found[facet.name] = [constant(term(field, value), boost=weight) for value in sorted(own)]
        if above := sorted(facet.ancestry(own) - set(own)):
            found[facet.name].append(constant(terms(field, above), boost=weight * ABOVE))
    return found


def _words(like: Like) -> list[Clause]:
    """The longest words of the title, in titles and summaries of its language."""
    if not like.title:
        return []
    tokens = {word.tokens[0] for word in words(question(like.title), like.language) if len(word.tokens) == 1}
    longest = sorted(tokens, key=lambda token: (-len(token), token))[:MOST_WORDS]
    return [
        dis_max([term(f"{name}.{like.language}", token, WORD) for name in ("title", "summary")])
        for token in longest
    ]


def _shared(like: Like, card: Card) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for facet in sources.facets([like.kind]):
        own = like.facets.get(facet.name, ())
        theirs = set(card.facets.get(facet.name, ()))
        same = tuple(value for value in own if value in theirs)
        if not same and own:
            same = tuple(sorted((facet.ancestry(own) - set(own)) & theirs))
        if same:
            found[facet.name] = same
    return found
