"""Works as the search plans them, to be written to an engine."""

from __future__ import annotations

import itertools

from search import planning, schema
from search.documents import Work
from search.engines import Operation

VERSIONS = itertools.count(1)


def operation(work: Work) -> Operation:
    """What writes the work, newer than all that was written before."""
    planned = planning.plan(work)
    return Operation(work.identity, next(VERSIONS), planning.filled(planned.whole(), schema.mapping())[0])
