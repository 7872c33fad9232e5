"""Writing records: every work of a site, one a line, in the format that `import_content` reads."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator
from typing import Any

from kb.vocabulary.snapshot import held

from . import registry
from .works import WorkExchange, restricted, works

BATCH = 100


def export_lines(
    kinds: Collection[str] = (),
    *,
    private: bool = False,
    left_out: Callable[[str], None] | None = None,
) -> Iterator[str]:
    """Records as lines of JSON, in the order in which they can be imported.

    Without `private`, what only some people may see stays on the site: contacts, hidden places, records in
    sections that are restricted, and people who have not agreed to be listed; `left_out` is told their codes.
    """
    with held():
        for exchange in registry.kinds():
            if kinds and exchange.kind not in kinds:
                continue
            for original in _originals(exchange):
                closed = restricted(original)
                if not private and (closed or exchange.withheld(original)):
                    if left_out:
                        left_out(original.slug)
                    continue
                record = exchange.dump(original, private=private)
                if closed:
                    _keep_unpublished(record)
                yield json.dumps(record, ensure_ascii=False)


def _originals(exchange: WorkExchange) -> Iterator[Any]:
    last = ""
    while True:
        codes = list(works(exchange.kind).filter(code__gt=last).values_list("code", "original_id")[:BATCH])
        if not codes:
            return
        last = codes[-1][0]
        queryset = exchange.model.objects.select_related("locale").prefetch_related(*exchange.related)
        found = queryset.in_bulk([pk for _code, pk in codes])
        yield from (found[pk] for _code, pk in codes if pk in found)


def _keep_unpublished(record: dict[str, Any]) -> None:
    """A file cannot say who may see a record, so it says that nobody may."""
    for words in record["words"].values():
        words["published"] = False
