"""What a start should say of the search: `manage.py check` and whatever runs the checks of Django."""

from __future__ import annotations

from typing import Any

from django.core.checks import CheckMessage, Warning, register

from search.engines import get_engine
from search.meaning import embedder


@register
def index_can_be_written(**kwargs: Any) -> list[CheckMessage]:
    """A warning for each reason: the site serves pages and what the index held, and changes wait."""
    hint = "Mend the disk or its rights; what changes meanwhile waits in the database and is not lost."
    return [Warning(sentence, hint=hint, id="search.W001") for sentence in get_engine().obstacles()]


@register
def meaning_can_be_had(**kwargs: Any) -> list[CheckMessage]:
    """A warning for each reason why the search answers by words alone though the settings name a model."""
    hint = "The search works by words. Set SEARCH_EMBEDDER to nothing to say that this is meant."
    return [Warning(sentence, hint=hint, id="search.W002") for sentence in embedder.obstacles()]
