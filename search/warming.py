"""Make a web process ready before it answers, so that the first readers after a restart do not wait for it."""

from __future__ import annotations

import logging

from django.db import connection

from search import languages
from search.concepts.registry import thesaurus

logger = logging.getLogger(__name__)


def warm() -> None:
    """Make the concepts ready in all languages. A process that cannot will do it when it is asked."""
    try:
        concepts = thesaurus()
        for language in languages.codes():
            concepts.prepare(language)
    except Exception:  # whatever it is, a process that answers is better than none
        logger.exception("The concepts will be made ready when they are asked for")
    finally:
        connection.close()
