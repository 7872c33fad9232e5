"""Counts for pages that are no search: tiles of countries, doors of themes, facets of a collection."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from search import facet_results, queries, service
from search.engines import EngineError
from search.params import Params
from search.queries import Moment


def facet_counts(
    names: Sequence[str],
    filters: Mapping[str, Sequence[str]] | None = None,
    *,
    kinds: Sequence[str] = (),
    at: Moment | None = None,
) -> dict[str, dict[str, int]] | None:
    """How many works each value of some facets has, right now; None when the engine gives no answer.

    ``names`` may hold ``kind``, ``language`` and ``year`` beside the names of facets. ``filters`` and
    ``kinds`` narrow what is counted, in every facet alike. One query, or none when ``at`` is given, and one request.
    """
    params = Params(
        filters={name: tuple(values) for name, values in (filters or {}).items()}, kinds=tuple(kinds)
    )
    request = service.make_request(params, "", at)
    body = queries.body(request)
    # No facet is chosen here: what narrows belongs to the question itself.
    within = body["query"]["bool"]
    narrowing = [*within["filter"], *queries.choices(params).values()]
    body["query"] = {"bool": {**within, "filter": narrowing}}
    body.pop("post_filter", None)
    body["size"] = 0
    body["aggs"] = {
        name: spec["aggs"]["counts"] if "aggs" in spec else spec for name, spec in body["aggs"].items()
    }
    body["aggs"] = {name: spec for name, spec in body["aggs"].items() if name in names}
    try:
        answer = service.answered(body, written=request.written)
    except EngineError:
        return None
    return {name: facet_results.counts(found) for name, found in answer["aggregations"].items()}
