"""Cases as other pages list them: the version for the reader, with what a card shows, in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models import prefetch_related_objects

from kb.core import languages, versions, visibility

# The models import this module, never the other way round.
CasePage = CollectionPage = Manager = Any

CARD = ("sites", "theme_rows")


def best_versions(cases: Manager, originals: Collection[int]) -> dict[int, CasePage]:
    """For the ids of originals, the version that the reader should see; hidden cases are missing.

    `cases`: the manager of the case pages.
    """
    if not originals:
        return {}
    keys = cases.filter(pk__in=originals).values("translation_key")
    pages = cases.filter(translation_key__in=keys).select_related("locale", "original__locale")
    by_original: dict[int, list[CasePage]] = {}
    for page in visibility.public_pages(pages):
        by_original.setdefault(page.original_id or page.pk, []).append(page)
    reader = languages.current().code
    found = {pk: versions.best(each, reader) for pk, each in by_original.items()}
    prefetch_related_objects([page.facts_page for page in found.values()], *CARD)
    return found


def contents(collection: CollectionPage, cases: Manager) -> dict[str, Any]:
    """The chapters of a collection with their public cases, and those that stand in no chapter."""
    entries = list(collection.facts_page.entries.all())
    pages = best_versions(cases, [entry.case_id for entry in entries])
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
