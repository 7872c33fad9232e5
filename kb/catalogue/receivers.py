"""What the search must hear of besides pages: changes of the vocabulary, and of tags."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models.signals import post_save
from taggit.models import Tag

from kb.vocabulary.models import Term
from kb.vocabulary.signals import term_changed
from kb.vocabulary.usage import pages_using
from search import changes, sources
from search.concepts import registry
from search.concepts.changing import concepts_changed

from . import concepts


def _terms_changed(sender: Any, term_ids: Collection[int], **kwargs: Any) -> None:
    named = Term.objects.in_scheme(concepts.SCHEME).filter(pk__in=term_ids)
    concepts_changed(set(named.values_list("key", flat=True)))
    for source in sources.sources():
        for model in source.models:
            keys = pages_using(model, term_ids).values_list("translation_key", flat=True)
            changes.changed(source.kind, {str(key) for key in keys}, hides=False)


def _tag_changed(sender: Any, instance: Tag, created: bool = False, **kwargs: Any) -> None:
    """Another name for a tag; when a tag is deleted, its rows say so themselves."""
    if created:
        return
    for source in sources.sources():
        for model in source.models:
            if hasattr(model, "tags"):
                keys = model.objects.filter(tags=instance).values_list("translation_key", flat=True)
                changes.changed(source.kind, {str(key) for key in keys}, hides=False)


def connect() -> None:
    """Called once, when the app is ready."""
    registry.register(concepts.read)
    term_changed.connect(_terms_changed, dispatch_uid="catalogue-terms")
    post_save.connect(_tag_changed, sender=Tag, dispatch_uid="catalogue-tags")
