"""What is done once a day by each web process, beside reminding. Apps register theirs in `apps.ready()`."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

logger = logging.getLogger(__name__)
_jobs: list[Callable[[], Any]] = []


def register(job: Callable[[], Any]) -> None:
    """`job` may run in several processes at once, and again; it must come to the same then."""
    _jobs.append(job)


def run() -> None:
    """Do all of it. A job that fails keeps neither the others nor the mails from their turn."""
    for job in _jobs:
        try:
            job()
        except Exception:
            logger.exception("A daily job failed: %s", job)
