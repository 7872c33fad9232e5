"""The common request language read plainly: which documents match, and what the facets count.

Slow and obvious on purpose: it says what both engines must answer. It knows no scores.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from search.engines import SENTINEL
from tests.search.contract.corpus import MAPPING, Work


def matching(works: list[Work], clause: dict[str, Any]) -> list[Work]:
    """Return the works that a query clause selects."""
    return [work for work in works if matches(work, clause)]


def values(work: Work, field: str) -> list[Any]:
    """Return the values of a field, tokens of a text field."""
    value = work.source.get(field)
    found = value if isinstance(value, list) else [] if value is None else [value]
    if MAPPING["properties"][field]["type"] == "text":
        return " ".join(found or [SENTINEL]).split()
    return found


def matches(work: Work, clause: dict[str, Any]) -> bool:
    """Return whether a work is selected."""
    [(name, body)] = clause.items()
    return _CLAUSES[name](work, body)


def facet(works: list[Work], spec: dict[str, Any]) -> Any:
    """Return ``{key: count}`` of a terms or histogram aggregation, a number of min or max."""
    [kind] = set(spec) - {"aggs"}
    if kind == "filter":
        chosen = matching(works, spec["filter"])
        return len(chosen), {name: facet(chosen, inner) for name, inner in spec.get("aggs", {}).items()}
    field = spec[kind]["field"]
    held = [value for work in works for value in set(values(work, field))]
    if kind in ("min", "max"):
        return {"min": min, "max": max}[kind](held, default=None)
    if kind == "histogram":
        step = spec[kind]["interval"]
        counts = Counter(
            key for work in works for key in {value // step * step for value in values(work, field)}
        )
        if spec[kind].get("min_doc_count", 0) == 0 and counts:
            return {key: counts[key] for key in range(min(counts), max(counts) + 1, step)}
        return dict(sorted(counts.items()))
    counts = Counter(held)
    ranked = sorted(counts.items(), key=lambda item: item[0])
    order = spec[kind].get("order", {"_count": "desc"})
    for step in reversed(order if isinstance(order, list) else [order]):
        [(by, way)] = step.items()
        ranked.sort(key=lambda item, at=int(by == "_count"): item[at], reverse=way == "desc")
    return dict(ranked[: spec[kind].get("size", 10)])


def _clauses(body: dict[str, Any], name: str) -> list[dict[str, Any]]:
    found = body.get(name, [])
    return [found] if isinstance(found, dict) else found


def _bool(work: Work, body: dict[str, Any]) -> bool:
    required = [*_clauses(body, "must"), *_clauses(body, "filter")]
    should = _clauses(body, "should")
    least = body.get("minimum_should_match", 0 if required or not should else 1)
    return (
        all(matches(work, clause) for clause in required)
        and not any(matches(work, clause) for clause in _clauses(body, "must_not"))
        and sum(matches(work, clause) for clause in should) >= least
    )


def _single(body: dict[str, Any], key: str) -> tuple[str, Any, dict[str, Any]]:
    [(field, options)] = ((name, value) for name, value in body.items() if name != "boost")
    if isinstance(options, dict):
        return field, options[key], options
    return field, options, {}


def _term(work: Work, body: dict[str, Any]) -> bool:
    field, value, _ = _single(body, "value")
    return value in values(work, field)


def _terms(work: Work, body: dict[str, Any]) -> bool:
    field, wanted, _ = _single(body, "values")
    return any(value in wanted for value in values(work, field))


def _range(work: Work, body: dict[str, Any]) -> bool:
    [(field, bounds)] = body.items()
    return any(
        bounds.get("gte", value) <= value <= bounds.get("lte", value)
        and ("gt" not in bounds or value > bounds["gt"])
        and ("lt" not in bounds or value < bounds["lt"])
        for value in values(work, field)
    )


def _prefix(work: Work, body: dict[str, Any]) -> bool:
    field, start, _ = _single(body, "value")
    return any(value.startswith(start) for value in values(work, field))


def _fuzzy(work: Work, body: dict[str, Any]) -> bool:
    field, wanted, options = _single(body, "value")
    allowed = options.get("fuzziness", "AUTO")
    if allowed == "AUTO":
        allowed = 0 if len(wanted) < 3 else 1 if len(wanted) < 6 else 2
    swaps = options.get("transpositions", True)
    return any(distance(wanted, value, swaps=swaps) <= allowed for value in set(values(work, field)))


def _match_phrase(work: Work, body: dict[str, Any]) -> bool:
    field, text, _ = _single(body, "query")
    phrase, held = text.split(), values(work, field)
    starts = range(len(held)) if phrase else ()
    return any(held[start : start + len(phrase)] == phrase for start in starts)


def distance(one: str, other: str, *, swaps: bool) -> int:
    """Return how many letters are added, dropped, changed or, with ``swaps``, exchanged with the next."""
    before: list[int] = []
    line = list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        before, last, line = line, before, [row]
        for column, its in enumerate(other, 1):
            cost = min(before[column] + 1, line[-1] + 1, before[column - 1] + (letter != its))
            if swaps and row > 1 < column and letter == other[column - 2] and one[row - 2] == its:
                cost = min(cost, last[column - 2] + 1)
            line.append(cost)
    return line[-1]


_CLAUSES: dict[str, Any] = {
    "bool": _bool,
    "constant_score": lambda work, body: matches(work, body["filter"]),
    "dis_max": lambda work, body: any(matches(work, clause) for clause in body["queries"]),
    "fuzzy": _fuzzy,
    "ids": lambda work, body: work.id in body["values"],
    "match_all": lambda work, body: True,
    "match_none": lambda work, body: False,
    "match_phrase": _match_phrase,
    "prefix": _prefix,
    "range": _range,
    "term": _term,
    "terms": _terms,
}
