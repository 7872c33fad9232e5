"""A collection is found by the countries and themes of its cases, so it changes when they do."""

from __future__ import annotations

from typing import Any

from wagtail.signals import page_published, page_unpublished

from search import changes

from .models import CasePage, CollectionPage
from .search import CollectionSource


def _case_changed(sender: Any, instance: Any, **kwargs: Any) -> None:
    if isinstance(instance.specific_deferred, CasePage):
        collections = CollectionPage.objects.filter(entries__case__translation_key=instance.translation_key)
        keys = {str(key) for key in collections.values_list("translation_key", flat=True)}
        changes.changed(CollectionSource.kind, keys, hides=False)


def connect() -> None:
    """Called once, when the app is ready."""
    page_published.connect(_case_changed, dispatch_uid="collections-of-published-case")
    page_unpublished.connect(_case_changed, dispatch_uid="collections-of-unpublished-case")
