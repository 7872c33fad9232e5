"""Make a web process ready before it answers, so that the first readers after a restart do not wait for it."""

from __future__ import annotations

import logging

from django.db import DatabaseError, connection

from search import languages
from search.concepts.registry import thesaurus

logger = logging.getLogger(__name__)


def warm() -> None:
    """Make the concepts ready in all languages. A process that cannot will do it when it is asked."""
    try:
        concepts = thesaurus()
    except DatabaseError as error:
        logger.warning("The concepts are made ready later: %s", error)
        return
    finally:
        connection.close()
    for language in languages.codes():
        concepts.prepare(language)
