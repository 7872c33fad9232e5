"""Public profiles in the reader's language, for pages that name experts."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.utils.translation import get_language

from kb.core import languages, versions, visibility

from .models import ExpertPage


def public_profiles(originals: Collection[int]) -> dict[int, Any]:
    """For the ids of originals, the version that the reader should see; hidden profiles are missing."""
    if not originals:
        return {}
    keys = ExpertPage.objects.filter(pk__in=originals).values("translation_key")
    pages = visibility.public(ExpertPage.objects.filter(translation_key__in=keys))
    pages = pages.select_related("locale", "original").prefetch_related("languages", "original__languages")
    by_original: dict[int, list[ExpertPage]] = {}
    for page in pages:
        by_original.setdefault(page.original_id or page.pk, []).append(page)
    reader = get_language() or languages.DEFAULT
    return {pk: versions.best(found, reader) for pk, found in by_original.items()}
