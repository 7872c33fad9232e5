"""What is forgotten: once a day by each web process, and by `manage.py forget_old`. Apps register their own in
`apps.ready()`.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

logger = logging.getLogger(__name__)
_jobs: list[Callable[[], int]] = []


def register(job: Callable[[], int]) -> None:
    """`job` deletes what is too old and returns how many. It may run in several processes at once, and again; it must
    come to the same then.
    """
    _jobs.append(job)


def run() -> int:
    """Do all of it; returns how many were deleted. A job that fails keeps neither the others nor the mails from their
    turn.
    """
    deleted = 0
    for job in _jobs:
        try:
            deleted += job()
        except Exception:
            logger.exception("A daily job failed: %s", job)
    return deleted
