"""Concepts have changed: which works have to be written anew, without a rebuild of the others."""

from __future__ import annotations

import logging
from collections.abc import Collection

from search import changes, languages, sources
from search.clauses import Clause, dis_max, term
from search.concepts.registry import thesaurus
from search.concepts.thesaurus import Thesaurus
from search.documents import from_identity
from search.engines import WINDOW, EngineError
from search.queries import TOLD, any_field, identity
from search.service import answered

logger = logging.getLogger(__name__)

#: More concepts than this at once, and every work is looked at.
MOST = 20


def concepts_changed(keys: Collection[str]) -> None:
    """These concepts have other names, or another broader one. Call it in the transaction of the change.

    Works that have them in the index had one of their former names; works that have a present name are asked for. Where
    the engine gives no answer, or there are too many of either, every work is written anew.
    """
    if not keys:
        return
    found = None if len(keys) > MOST else _affected(keys)
    if found is None:
        for source in sources.sources():
            changes.kind_changed(source.kind)
        return
    for source in sources.sources():
        changes.changed(source.kind, [key for kind, key in found if kind == source.kind], hides=False)


def _affected(keys: Collection[str]) -> list[tuple[str, str]] | None:
    now = thesaurus()
    clauses = [term("concepts", key) for key in sorted(keys)]
    for key in sorted(keys):
        clauses += _named(now, key)
    body = {"query": dis_max(clauses), "size": WINDOW, "track_total_hits": True, **TOLD}
    try:
        hits = answered(body)["hits"]
    except EngineError as error:
        logger.warning("Every work is looked at for its concepts: %s", error)
        return None
    if hits["total"]["value"] > WINDOW:
        return None
    return [from_identity(identity(row)) for row in hits["hits"]]


def _named(now: Thesaurus, key: str) -> list[Clause]:
    found = []
    for code in languages.codes():
        found += [any_field(word, code) for word in now.words([key], code)]
    return found
