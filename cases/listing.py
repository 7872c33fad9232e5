"""Cases as other pages list them: the version for the reader, with what a card shows, in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.utils.translation import get_language

from kb.core import languages, versions, visibility

from .models import CasePage, CasePerson, CollectionPage

CARD = ("sites", "theme_rows", "original__sites", "original__theme_rows")


def best_versions(originals: Collection[int]) -> dict[int, CasePage]:
    """For the ids of originals, the version that the reader should see; hidden cases are missing."""
    if not originals:
        return {}
    keys = CasePage.objects.filter(pk__in=originals).values("translation_key")
    pages = visibility.public(CasePage.objects.filter(translation_key__in=keys))
    by_original: dict[int, list[CasePage]] = {}
    for page in pages.select_related("locale", "original__locale").prefetch_related(*CARD):
        by_original.setdefault(page.original_id or page.pk, []).append(page)
    reader = languages.get(get_language() or "").code
    return {pk: versions.best(found, reader) for pk, found in by_original.items()}


def cases_of_expert(expert: Any) -> list[tuple[CasePage, str]]:
    """The public cases that an expert wrote or can explain, with the role in each."""
    rows = list(CasePerson.objects.filter(expert=expert).order_by("page__title"))
    pages = best_versions([row.page_id for row in rows])
    return [(pages[row.page_id], row.role_label) for row in rows if row.page_id in pages]


def contents(collection: CollectionPage) -> dict[str, Any]:
    """The chapters of a collection with their public cases, and those that stand in no chapter."""
    entries = list(collection.facts_page.entries.all())
    pages = best_versions([entry.case_id for entry in entries])
    blocks = list(collection.chapters)
    by_chapter: dict[int, list[CasePage]] = {}
    for entry in entries:
        if entry.case_id in pages:
            number = entry.chapter if entry.chapter and entry.chapter <= len(blocks) else 0
            by_chapter.setdefault(number, []).append(pages[entry.case_id])
    return {
        "loose": by_chapter.get(0, []),
        "chapters": [(block, by_chapter.get(number, [])) for number, block in enumerate(blocks, start=1)],
        "case_count": sum(len(found) for found in by_chapter.values()),
    }
