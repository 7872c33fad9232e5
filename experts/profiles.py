"""Public profiles in the reader's language, for pages that name experts."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, prefetch_related_objects
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
    invented = Work.objects.filter(pk=OuterRef("translation_key"), demonstration=True)
    pages = ExpertPage.objects.filter(translation_key__in=keys).select_related("locale", "original")
    by_original: dict[int, list[ExpertPage]] = {}
    for page in visibility.public_pages(pages.annotate(invented=Exists(invented))):
        by_original.setdefault(page.original_id or page.pk, []).append(page)
    reader = get_language() or languages.DEFAULT
    best = {pk: versions.best(found, reader) for pk, found in by_original.items()}
    prefetch_related_objects([page.facts_page for page in best.values()], "languages")
    return {pk: _profile(page) for pk, page in best.items()}


def _profile(page: ExpertPage) -> Profile:
    """`page` has `invented`, whether the demonstration made it."""
    original = page.facts_page
    return Profile(
        name=original.name,
        title=page.title,
        language=page.locale.language_code,
        url=versions.for_reader(page),
        languages=tuple(row.language for row in original.languages.all()),
        demonstration=page.invented,
    )
