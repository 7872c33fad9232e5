"""From the common request language to tantivy's queries.

What is not here is refused by name: a request that works on one engine must work on the other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import tantivy
from tantivy import Occur, Query

from search.clauses import Reused
from search.engines.base import UnsupportedRequest
from search.engines.embedded.schema import ID

Translate = Callable[["Translator", Any, bool], Query]
Parts = list[tuple[Occur, Query]]

_BOOST = frozenset({"boost"})
_VALUE = _BOOST | {"value"}
_BOOL = _BOOST | {"must", "should", "filter", "must_not", "minimum_should_match"}
_DIVIDED = _BOOL - {"boost", "minimum_should_match"}
_DIS_MAX = _BOOST | {"queries", "tie_breaker"}
_CONSTANT = _BOOST | {"filter"}
_IDS = _BOOST | {"values"}
_RANGE = _BOOST | {"gte", "gt", "lte", "lt"}
_FUZZY = _VALUE | {"fuzziness", "rewrite", "transpositions"}
_PHRASE = _BOOST | {"query"}


class Translator:
    """Translates the query clauses of one generation."""

    def __init__(self, schema: tantivy.Schema, types: Mapping[str, str]) -> None:
        self.schema = schema
        self.types = types

    def query(self, clause: Mapping[str, Any], *, scoring: bool = True) -> Query:
        """Return tantivy's query for one clause such as ``{"term": {…}}``.

        ``scoring`` is False where the clause only selects documents.
        """
        if isinstance(clause, Reused):
            made = clause.made  # another thread may put its own there
            if made is None or made[0] != (self, scoring):
                made = clause.made = (self, scoring), self._query(clause, scoring)
            query: Query = made[1]
            return query
        return self._query(clause, scoring)

    def _query(self, clause: Mapping[str, Any], scoring: bool) -> Query:
        try:
            [(name, body)] = clause.items()
        except ValueError:
            raise UnsupportedRequest(f"query: one clause expected, got {sorted(clause)}") from None
        translate = _CLAUSES.get(name)
        if translate is None:
            raise UnsupportedRequest(f"query: {name}")
        return translate(self, body, scoring)

    def queries(self, clauses: Any, *, scoring: bool = True) -> list[Query]:
        """Return tantivy's queries for a clause or a list of clauses."""
        if isinstance(clauses, dict):
            clauses = [clauses]
        return [self.query(clause, scoring=scoring) for clause in clauses]

    def kind(self, field: str, clause: str, *allowed: str) -> str:
        """Return the type of a field, or raise UnsupportedRequest when the clause does not take it."""
        kind = self.types.get(field)
        if kind is None:
            raise UnsupportedRequest(f"{clause}: unknown field {field!r}")
        if allowed and kind not in allowed:
            raise UnsupportedRequest(f"{clause} on the {kind} field {field!r}")
        return kind


class Base:
    """A query that is asked within several sets of filters.

    tantivy copies what a query is made of, some hundreds of parts of a question: here once for each set.
    """

    def __init__(self, translator: Translator, clause: Mapping[str, Any]) -> None:
        self._translator = translator
        self._parts = self._in_parts(clause)
        self._made: dict[str, Query] = {}

    def within(self, filters: Sequence[Mapping[str, Any]]) -> Query:
        """The query for what all of the filters select; the same one for the same filters."""
        key = repr(filters)
        if key not in self._made:
            self._made[key] = self._query(self._translator.queries(list(filters), scoring=False))
        return self._made[key]

    def _in_parts(self, clause: Mapping[str, Any]) -> Parts:
        body = clause.get("bool", {})
        # What only should match has to, unless something else must.
        if (body.get("must") or body.get("filter")) and body.keys() <= _DIVIDED:
            return _parts(self._translator, body, True)[0]
        return [(Occur.Must, self._translator.query(clause))]

    def _query(self, filters: Sequence[Query]) -> Query:
        if not filters and len(self._parts) == 1:
            return self._parts[0][1]
        return Query.boolean_query(self._parts + _filters(filters))


def is_constant(clause: Mapping[str, Any] | None) -> bool:
    """Whether a query surely gives every document that it selects the same score."""
    if clause is None:
        return True
    [(name, body)] = clause.items()
    if name != "bool":
        return name in _CONSTANT_CLAUSES
    must = body.get("must", [])
    return "should" not in body and all(map(is_constant, [must] if isinstance(must, dict) else must))


def _options(clause: str, body: Mapping[str, Any], allowed: frozenset[str]) -> None:
    if not body.keys() <= allowed:
        raise UnsupportedRequest(f"{clause}: {', '.join(sorted(body.keys() - allowed))}")


def _field(
    clause: str, body: Mapping[str, Any], key: str, allowed: frozenset[str]
) -> tuple[str, dict[str, Any]]:
    """Return the field and the options of ``{field: value}`` or ``{field: {key: value, …}}``."""
    if len(body) != 1:
        raise UnsupportedRequest(f"{clause}: one field expected, got {sorted(body)}")
    [(field, options)] = body.items()
    if not isinstance(options, dict):
        return field, {key: options}
    _options(clause, options, allowed)
    return field, options


def _boosted(query: Query, body: Mapping[str, Any]) -> Query:
    if "boost" not in body:
        return query
    return Query.boost_query(query, float(body["boost"]))


def _constant(query: Query, body: Mapping[str, Any]) -> Query:
    return Query.const_score_query(query, float(body.get("boost", 1.0)))


def value_of(clause: str, field: str, kind: str, value: Any) -> Any:
    """Return a value as the field's type wants it, or raise UnsupportedRequest."""
    if kind in ("text", "keyword"):
        fits = isinstance(value, str)
    elif kind == "boolean":
        fits = isinstance(value, bool)
    else:
        fits = isinstance(value, int) and not isinstance(value, bool) and -(2**63) <= value < 2**63
    if not fits:
        raise UnsupportedRequest(f"{clause}: {value!r} on the {kind} field {field!r}")
    return value


def _bool(translator: Translator, body: Mapping[str, Any], scoring: bool) -> Query:
    parts, least = _parts(translator, body, scoring)
    return _boosted(Query.boolean_query(parts, least), body)


def _parts(translator: Translator, body: Mapping[str, Any], scoring: bool) -> tuple[Parts, int | None]:
    """The parts of a ``bool``, and how many of those that should match have to."""
    _options("bool", body, _BOOL)
    must = translator.queries(body.get("must", ()), scoring=scoring)
    should = translator.queries(body.get("should", ()), scoring=scoring)
    filters = translator.queries(body.get("filter", ()), scoring=False)
    must_not = translator.queries(body.get("must_not", ()), scoring=False)
    least = body.get("minimum_should_match")
    if least is not None and (isinstance(least, bool) or not isinstance(least, int) or least < 0):
        raise UnsupportedRequest(f"bool: minimum_should_match {least!r}")
    if not (must or should or filters or must_not):
        return [(Occur.Must, Query.const_score_query(Query.all_query(), 1.0))], None
    parts = [(Occur.Must, query) for query in must] + _filters(filters)
    if not (must or should or filters):
        parts += _filters([Query.all_query()])
    parts += [(Occur.Should, query) for query in should]
    parts += [(Occur.MustNot, query) for query in must_not]
    return parts, least


def _filters(queries: Sequence[Query]) -> Parts:
    """tantivy has no filter clause: one that adds nothing to the score is the same."""
    return [(Occur.Must, Query.const_score_query(query, 0.0)) for query in queries]


def _dis_max(translator: Translator, body: Mapping[str, Any], scoring: bool) -> Query:
    _options("dis_max", body, _DIS_MAX)
    queries = translator.queries(body["queries"], scoring=scoring)
    return _boosted(Query.disjunction_max_query(queries, float(body.get("tie_breaker", 0.0))), body)


def _constant_score(translator: Translator, body: Mapping[str, Any], scoring: bool) -> Query:
    _options("constant_score", body, _CONSTANT)
    return _constant(translator.query(body["filter"], scoring=False), body)


def _match_all(translator: Translator, body: Mapping[str, Any], scoring: bool) -> Query:
    _options("match_all", body, _BOOST)
    return _constant(Query.all_query(), body)


def _match_none(translator: Translator, body: Mapping[str, Any], scoring: bool) -> Query:
    _options("match_none", body, _BOOST)
    return Query.empty_query()


def _term(translator: Translator, body: Mapping[str, Any], scoring: bool) -> Query:
    if (
        len(body) == 1
    ):  # nearly all clauses are words of a text with their boosts, and a question has hundreds
        [(field, options)] = body.items()
        if translator.types.get(field) == "text" and type(options) is dict and options.keys() == _VALUE:
            value, boost = options["value"], options["boost"]
            if type(value) is str and type(boost) is float:
                return Query.boost_query(Query.term_query(translator.schema, field, value, "freq"), boost)
    field, options = _field("term", body, "value", _VALUE)
    kind = translator.types.get(field) or translator.kind(field, "term")
    value = options["value"]
    if kind == "text" and type(value) is str:
        return _boosted(Query.term_query(translator.schema, field, value, "freq"), options)
    if scoring and kind in ("keyword", "boolean"):
        # Elasticsearch scores how rare the value is, without norms, which tantivy cannot.
        raise UnsupportedRequest(f"term on the {kind} field {field!r} where it scores: use constant_score")
    value = value_of("term", field, kind, value)
    return _constant(Query.term_query(translator.schema, field, value, "basic"), options)


def _terms(translator: Translator, body: Mapping[str, Any], scoring: bool) -> Query:
    boost = {"boost": body["boost"]} if "boost" in body else {}
    field, options = _field("terms", {key: body[key] for key in body if key != "boost"}, "values", _BOOST)
    kind = translator.kind(field, "terms")
    if not isinstance(options["values"], Sequence) or isinstance(options["values"], str):
        raise UnsupportedRequest(f"terms: a list expected on field {field!r}")
    values = [value_of("terms", field, kind, value) for value in options["values"]]
    if not values:
        return Query.empty_query()
    return _constant(Query.term_set_query(translator.schema, field, values), boost)


def _ids(translator: Translator, body: Mapping[str, Any], scoring: bool) -> Query:
    _options("ids", body, _IDS)
    if not body["values"]:
        return Query.empty_query()
    values = [value_of("ids", ID, "keyword", value) for value in body["values"]]
    return _constant(Query.term_set_query(translator.schema, ID, values), body)


def _range(translator: Translator, body: Mapping[str, Any], scoring: bool) -> Query:
    field, options = _field("range", body, "gte", _RANGE)
    kind = translator.kind(field, "range", "integer", "long")
    if ("gte" in options and "gt" in options) or ("lte" in options and "lt" in options):
        raise UnsupportedRequest("range: two bounds on one side")
    lower = options.get("gte", options.get("gt"))
    upper = options.get("lte", options.get("lt"))
    if lower is None and upper is None:
        raise UnsupportedRequest("range: no bound")
    for bound in (lower, upper):
        if bound is not None:
            value_of("range", field, kind, bound)
    query = Query.range_query(
        translator.schema,
        field,
        tantivy.FieldType.Integer,
        lower,
        upper,
        lower is None or "gt" not in options,
        upper is None or "lt" not in options,
    )
    return _constant(query, options)


def _prefix(translator: Translator, body: Mapping[str, Any], scoring: bool) -> Query:
    field, options = _field("prefix", body, "value", _VALUE)
    kind = translator.kind(field, "prefix", "text", "keyword")
    value = value_of("prefix", field, kind, options["value"])
    if not value:
        raise UnsupportedRequest("prefix: empty value")
    return _constant(_automaton(translator, field, value, 0, prefix=True), options)


def _fuzzy(translator: Translator, body: Mapping[str, Any], scoring: bool) -> Query:
    field, options = _field("fuzzy", body, "value", _FUZZY)
    kind = translator.kind(field, "fuzzy", "text", "keyword")
    value = value_of("fuzzy", field, kind, options["value"])
    if options.get("rewrite") != "constant_score":
        raise UnsupportedRequest("fuzzy: rewrite other than constant_score")
    distance = options.get("fuzziness", "AUTO")
    if distance == "AUTO":
        distance = 0 if len(value) < 3 else 1 if len(value) < 6 else 2
    if distance not in (0, 1, 2):
        raise UnsupportedRequest(f"fuzzy: fuzziness {distance!r}")
    swaps = bool(options.get("transpositions", True))
    return _constant(_automaton(translator, field, value, distance, swaps=swaps), options)


def _automaton(
    translator: Translator, field: str, value: str, distance: int, *, prefix: bool = False, swaps: bool = True
) -> Query:
    return Query.fuzzy_term_query(
        translator.schema, field, value, distance=distance, transposition_cost_one=swaps, prefix=prefix
    )


def _match_phrase(translator: Translator, body: Mapping[str, Any], scoring: bool) -> Query:
    field, options = _field("match_phrase", body, "query", _PHRASE)
    translator.kind(field, "match_phrase", "text")
    words = value_of("match_phrase", field, "text", options["query"]).split()
    if not words:
        return Query.empty_query()
    if len(words) == 1:
        return _boosted(Query.term_query(translator.schema, field, words[0], "freq"), options)
    return _boosted(Query.phrase_query(translator.schema, field, words), options)


_CLAUSES: dict[str, Translate] = {
    "bool": _bool,
    "constant_score": _constant_score,
    "dis_max": _dis_max,
    "fuzzy": _fuzzy,
    "ids": _ids,
    "match_all": _match_all,
    "match_none": _match_none,
    "match_phrase": _match_phrase,
    "prefix": _prefix,
    "range": _range,
    "term": _term,
    "terms": _terms,
}

_CONSTANT_CLAUSES = frozenset(
    {"constant_score", "fuzzy", "ids", "match_all", "match_none", "prefix", "range", "terms"}
)
