"""Public profiles in the reader's language, for pages that name experts."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.utils.translation import get_language

from kb.core import languages, versions, visibility
from kb.core.models import Work

from .models import ExpertPage


@dataclass(frozen=True, slots=True)
class Profile:
    """An expert as another page names them. `language`: that of the title; `languages`: those spoken, as tags."""

    name: str
    title: str
    language: str
    url: str
    languages: tuple[str, ...]
    demonstration: bool


def public_profiles(originals: Collection[int]) -> dict[int, Profile]:
    """For the ids of originals, the version that the reader should see; hidden profiles are missing."""
    if not originals:
        return {}
    keys = ExpertPage.objects.filter(pk__in=originals).values("translation_key")
    pages = visibility.public(ExpertPage.objects.filter(translation_key__in=keys))
    pages = pages.select_related("locale", "original").prefetch_related("languages", "original__languages")
    works = Work.objects.in_bulk({page.translation_key for page in pages})
    by_original: dict[int, list[ExpertPage]] = {}
    for page in pages:
        page.work = works.get(page.translation_key)  # one query for all, not one for each
        by_original.setdefault(page.original_id or page.pk, []).append(page)
    reader = get_language() or languages.DEFAULT
    return {pk: _profile(versions.best(found, reader)) for pk, found in by_original.items()}


def _profile(page: ExpertPage) -> Profile:
    original = page.facts_page
    return Profile(
        name=original.name,
        title=page.title,
        language=page.locale.language_code,
        url=page.get_url(),
        languages=tuple(row.language for row in original.languages.all()),
        demonstration=page.is_demonstration,
    )
