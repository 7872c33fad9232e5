"""What the search must hear of besides pages: changes of the vocabulary."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from kb.vocabulary.signals import term_changed
from kb.vocabulary.usage import pages_using
from search import changes, sources


def _terms_changed(sender: Any, term_ids: Collection[int], **kwargs: Any) -> None:
    for source in sources.sources():
        for model in source.models:
            keys = pages_using(model, term_ids).values_list("translation_key", flat=True)
            changes.changed(source.kind, {str(key) for key in keys}, hides=False)


def connect() -> None:
    """Called once, when the app is ready."""
    term_changed.connect(_terms_changed, dispatch_uid="catalogue-terms")
