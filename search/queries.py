"""From a parsed request to an Elasticsearch ``_search`` body. Pure; both engines understand it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from search import languages
from search.analysis import CHARACTERS_ARE_WORDS
from search.clauses import (
    MATCH_ALL,
    Clause,
    Reused,
    bool_,
    constant,
    dis_max,
    fuzzy,
    ids,
    phrase,
    prefix,
    range_,
    term,
    terms,
)
from search.concepts.registry import NONE
from search.concepts.thesaurus import Group, Thesaurus
from search.facets import Facet
from search.fusing import HEAD, Hit
from search.latest import Latest
from search.meaning.held import Near
from search.params import Params
from search.schema import facet_field
from search.words import Question, Word, parts, text_of

#: What a word is worth in each field; ``bigrams`` only where words run together.
WEIGHTS = {"title": 4.0, "names": 4.0, "summary": 2.0, "labels": 1.5, "body": 1.0}
BIGRAMS = 0.3
#: Another word of the same stem counts less than the word itself, wherever it stands.
STEMS = 0.3
#: What speaks for a work finds it, and whatever a work says itself comes before, however common the word is.
EVIDENCE = 0.001
#: What a concept is worth that a text calls by another name, or in another language.
CONCEPT = 1.0
#: A word that is nearly the same, or only begins the same, counts less than the word itself.
NEARLY = 0.5
#: Several words that stand together as they were typed count more than apart.
TOGETHER = 0.5
#: Added for what is in the reader's language, so that the rest follows below a line, and for what
#: has no reason to come later (a dormant profile has one).
OWN_LANGUAGE, NORMAL_RANK = 1000.0, 1.5

#: Added for what is near in meaning, whatever its words, so that all of it is among the first hits: `search.fusing`
#: makes the order of these. More than any score of words.
NEAR = 4000.0

#: Scripts before this character are alphabets in which a letter is mistyped at a time.
FIRST_UNCASED = "\u0530"

#: Values of a facet that are counted: on a page of results, and on the page of that facet.
MOST_BUCKETS, ALL_BUCKETS = 200, 1_000
YEAR_FIELD = "years"


#: What is told of a hit: which work it is, from a column. Its ``_id`` stands with all that a document is made of, which
#: takes Elasticsearch a sixth of a search to unpack.
TOLD: dict[str, Any] = {"stored_fields": "_none_", "docvalue_fields": ["id"]}

#: What questions match, some hundreds of clauses each.
_matching: Latest[Reused] = Latest(200)


@dataclass(frozen=True, slots=True)
class Stale:
    """What the outbox says has changed: works by identity, and everything below pages by their id."""

    identities: tuple[str, ...] = ()
    pages: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Moment:
    """When a question is asked, in seconds since the epoch, and what the index does not know yet then; ``written``:
    ``IndexState.written`` then, None where no answer may be remembered."""

    now: int
    stale: Stale = field(default_factory=Stale)
    written: int | None = None


@dataclass(frozen=True, slots=True)
class Request:
    """Everything that a body depends on.

    ``now``: seconds since the epoch. ``written``: see ``Moment``. ``whole``: a facet with all its values. ``loosened``:
    words that are nearly the same are enough, and with ``fewer`` most of the words. ``near``: works that match by their
    meaning, whatever their words, the nearest first; ``worded``: whether anything has the words at all. ``concepts``:
    those that words may stand for, as they are called in the languages of ``named_in``; ``named``: their keys.
    """

    params: Params
    asked: Question
    language: str
    facets: Sequence[Facet]
    now: int
    stale: Stale = field(default_factory=Stale)
    written: int | None = None
    loosened: bool = False
    fewer: bool = False
    whole: str = ""
    concepts: Thesaurus = NONE
    named_in: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    near: Mapping[str, Near] = field(default_factory=dict)
    worded: bool = True


def body(request: Request, *, first: int | None = None, size: int | None = None) -> dict[str, Any]:
    """The body for one page of hits with all facets; ``first`` and ``size`` for other rows of it, without facets.

    Where meaning takes part in the order, a page among the first hits gets all of these: see ``search.fusing``.
    """
    params = request.params
    chosen = choices(params)
    place, rows = (params.first, params.page_size) if first is None or size is None else (first, size)
    if first is None and in_head(request):
        place, rows = 0, max(HEAD, place + rows)
    result: dict[str, Any] = {
        "query": _whole(request),
        "from": place,
        "size": rows,
        "track_total_hits": True,
        **TOLD,
        "sort": _sort(params, request.language),
    }
    if chosen:
        result["post_filter"] = bool_(filter=list(chosen.values()))
    if first is None:
        result["aggs"] = _aggregations(request, chosen)
    return result


def identity(row: Mapping[str, Any]) -> str:
    """Which work a hit of an answer is."""
    found: str = row["fields"]["id"][0]
    return found


def in_head(request: Request) -> bool:
    """Whether the page stands where meaning changes the order."""
    return bool(request.near) and request.params.order == "relevance" and request.params.first < HEAD


def hit(request: Request, name: str, score: float) -> Hit:
    """What the score of a hit says of it where meaning takes part in the order."""
    words = score - NEAR if name in request.near else score
    own = words >= OWN_LANGUAGE
    words -= OWN_LANGUAGE if own else 0.0
    return Hit(name, own, words if words > EVIDENCE / 2 else 0.0)  # what is left are rounding errors


def unfiltered(request: Request) -> dict[str, Any]:
    """The body that only counts what matches the words, whatever is chosen in the facets."""
    return {"query": _whole(request), "size": 0, "track_total_hits": True, "_source": False}


def choices(params: Params) -> dict[str, Clause]:
    """The clause of each facet in which something is chosen, by its name."""
    found: dict[str, Clause] = {}
    if params.kinds:
        found["kind"] = terms("kind", params.kinds)
    if params.languages:
        found["language"] = terms("languages", params.languages)
    for name, values in params.filters.items():
        found[name] = terms(facet_field(name), values)
    bounds = {"gte": params.year_from, "lte": params.year_to}
    if bounds := {side: year for side, year in bounds.items() if year is not None}:
        found["year"] = range_(YEAR_FIELD, **bounds)
    return found


def _whole(request: Request) -> Clause:
    """What is asked, within what may be shown, with the order that the reader expects."""
    asked, limits = matching(request), within(Moment(request.now, request.stale))
    near = ids(sorted(request.near))
    if request.params.order != "relevance":
        return bool_(must=[constant(dis_max([asked, near]) if request.near else asked)], **limits)
    first = [
        constant(term("languages", request.language), boost=OWN_LANGUAGE),
        constant(term("ranked", "normal"), boost=NORMAL_RANK),
    ]
    if not request.near:
        return bool_(must=[asked], **limits, should=first)
    either = [bool_(must=[asked], should=first), constant(near, boost=NEAR)]
    return bool_(must=[bool_(should=either, minimum_should_match=1)], **limits)


def by_words(request: Request) -> dict[str, Any]:
    """The body that only counts what has the words, whatever is near, of what is chosen."""
    result = {
        "query": bool_(must=[matching(request)], **within(Moment(request.now, request.stale))),
        "size": 0,
        "track_total_hits": True,
        "_source": False,
    }
    if chosen := choices(request.params):
        result["post_filter"] = bool_(filter=list(chosen.values()))
    return result


def within(at: Moment) -> dict[str, list[Clause]]:
    """The clauses of a ``bool`` that keep to what may be shown at a moment."""
    return {
        "filter": [range_("visible_from", lte=at.now), range_("visible_until", gt=at.now)],
        "must_not": _stale(at.stale),
    }


def matching(request: Request) -> Clause:
    """A work matches when in one language every word is found in any of its fields; where scripts are mixed, all
    words of each script in one. Most of the words may be in any script.

    Made once for a question, which is asked again with other facets and on other pages.
    """
    concepts = request.concepts.number if request.named_in else None
    key = (request.asked, request.loosened, request.fewer, request.named_in, concepts, languages.codes())
    return _matching.of(key, lambda: Reused(_made(request)))


def _made(request: Request) -> Clause:
    scripts = (request.asked,) if request.fewer else parts(request.asked)
    queries = [query for part in scripts if (query := _in_any(replace(request, asked=part))) is not None]
    if not queries:
        return constant(MATCH_ALL)
    return queries[0] if len(queries) == 1 else bool_(must=queries)


def _in_any(request: Request) -> Clause | None:
    wanted = languages.codes() if request.loosened else languages.for_text(text_of(request.asked))
    queries = [query for code in wanted if (query := _in_language(request, code)) is not None]
    return dis_max(queries) if queries else None


def _in_language(request: Request, code: str) -> Clause | None:
    asked = request.asked
    if request.loosened and not request.fewer:
        # Letters and endings left free together are found in what has nothing to do with the words.
        asked = replace(asked, exact=True)
    concepts = request.concepts if code in request.named_in else NONE
    found = concepts.groups(asked, code)
    if not found:
        return None
    if not request.loosened:
        together = _together([word for group in found for word in group.words], code)
        return bool_(must=[_group(group, code, any_field) for group in found], should=together)
    clauses = [_group(group, code, _loose_word) for group in found]
    enough = most_of(len(clauses)) if request.fewer else len(clauses)
    return bool_(should=clauses, minimum_should_match=enough)


def _group(group: Group, code: str, asked: Callable[[Word, str], Clause]) -> Clause:
    """All its words, or what they mean."""
    spelt = [asked(word, code) for word in group.words]
    whole = spelt[0] if len(spelt) == 1 else bool_(must=spelt)
    if not group.concepts:
        return whole
    return dis_max([whole, *(term("concepts", key, CONCEPT) for key in group.concepts)])


def _together(found: Sequence[Word], code: str) -> list[Clause]:
    """What a text gains that has all words in the order in which they were typed."""
    if len(found) < 2:
        return []
    whole = Word(tuple(token for word in found for token in word.tokens))
    fields = [(name, weight) for name, weight in WEIGHTS.items() if name != "labels"]
    queries = [
        _term(name if name == "names" else f"{name}.{code}", whole, w * TOGETHER) for name, w in fields
    ]
    return [dis_max(queries)]


def most_of(count: int) -> int:
    """How many of so many words are enough when not all can be found."""
    return count if count < 2 else count - max(1, count // 3)


def any_field(word: Word, code: str) -> Clause:
    """The word anywhere in the texts of a language, or in names."""
    queries = [_term(name if name == "names" else f"{name}.{code}", word, w) for name, w in WEIGHTS.items()]
    queries.append(constant(_term(f"evidence.{code}", word, 1.0), boost=EVIDENCE))
    if word.stem:
        queries.append(term(f"stems.{code}", word.stem, STEMS))
    if word.sound:
        queries.append(term(f"bigrams.{code}", word.sound, BIGRAMS))
    if word.pairs:
        queries.append(_pairs(word, code))
    elif code in CHARACTERS_ARE_WORDS and len(word.tokens[0]) == 1:
        queries.append(prefix(f"bigrams.{code}", word.tokens[0], BIGRAMS))
    return dis_max(queries, tie_breaker=0.1)


def _term(name: str, word: Word, weight: float) -> Clause:
    if len(word.tokens) == 1:
        return term(name, word.tokens[0], weight)
    return phrase(name, word.tokens, weight)


def _pairs(word: Word, code: str) -> Clause:
    """All bigrams of a word, or of a phrase in order: it is there even if ICU cut it in another way."""
    name = f"bigrams.{code}"
    if len(word.tokens) > 1:
        return phrase(name, word.pairs, BIGRAMS)
    return bool_(must=[term(name, pair, BIGRAMS / len(word.pairs)) for pair in word.pairs])


def _loose_word(word: Word, code: str) -> Clause:
    """The word, or one nearly like it. Only letters of an alphabet can be mistyped one by one."""
    exact = any_field(word, code)
    token = word.tokens[0]
    if len(word.tokens) > 1 or len(token) < 4 or token[0] >= FIRST_UNCASED or token.isdigit():
        return exact
    near = [exact]
    for name, weight in WEIGHTS.items():
        place = name if name == "names" else f"{name}.{code}"
        near.append(fuzzy(place, token, 1 if len(token) < 8 else 2, weight * NEARLY))
        near.append(prefix(place, token, weight * NEARLY))
    return dis_max(near)


def _stale(stale: Stale) -> list[Clause]:
    found: list[Clause] = []
    if stale.identities:
        found.append(ids(stale.identities))
    if stale.pages:
        found.append(terms("ancestors", stale.pages))
    return found


def _sort(params: Params, language: str) -> list[Any]:
    if params.order == "title":
        return [{f"order.{language}": "asc"}]
    newest = {"order.newest": "desc"}
    return ["_score", newest] if params.order == "relevance" else [newest]


def _aggregations(request: Request, chosen: dict[str, Clause]) -> dict[str, Any]:
    """Counts of every facet, each narrowed by the choices in the others but not by its own."""
    fields = {"kind": "kind", "language": "languages"}
    fields.update({facet.name: facet_field(facet.name) for facet in request.facets})
    counts: dict[str, Any] = {
        name: {"terms": {"field": place, "size": ALL_BUCKETS if name == request.whole else MOST_BUCKETS}}
        for name, place in fields.items()
    }
    counts["year"] = {"histogram": {"field": YEAR_FIELD, "interval": 1, "min_doc_count": 1}}
    return {name: _narrowed(count, name, chosen) for name, count in counts.items()}


def _narrowed(count: dict[str, Any], name: str, chosen: dict[str, Clause]) -> dict[str, Any]:
    if not chosen:
        return count
    others = [clause for other, clause in chosen.items() if other != name]
    narrowed = bool_(filter=others) if others else MATCH_ALL
    return {"filter": narrowed, "aggs": {"counts": count}}
