"""What an original says otherwise than when a translation was made of it.

Only publications are compared that anybody could read and that nobody has taken back, so of a profile nothing is: people
may take back what they said (`docs/adr/versions-are-publications.md`).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from kb.core.models import WorkPage
from kb.editorial import comparing, reviews
from kb.editorial.comparing import Difference
from kb.editorial.models import Edition


def fields_changed(translations: Iterable[WorkPage]) -> dict[int, tuple[str, ...]]:
    """By the id of each of these translations of works the names of the fields that have changed in its original, in the
    reader's language. One query, beside those for the originals if they were not fetched.
    """
    pages = list(translations)
    published: dict[int, list[dict[str, Any]]] = {}
    rows = Edition.objects.filter(page__in={page.original_id for page in pages}, hidden=False)
    for original, content in rows.order_by("-number").values_list("page", "revision__content"):
        published.setdefault(original, []).append(content)
    return {
        page.pk: _names(page.facts_page, _at(page, published.get(page.facts_page.pk, ()))) for page in pages
    }


def _names(original: WorkPage, before: dict[str, Any] | None) -> tuple[str, ...]:
    if before is None:
        return ()
    then, now = original.words_in(before), original.words()
    return tuple(
        label
        for name, label in reviews.fields_of(original)
        if name in then and original.hash_of({name: then[name]}) != original.hash_of({name: now[name]})
    )


def differences(translation: WorkPage) -> list[Difference]:
    """The words that have changed in the original, each with what came and what went; empty where the words of then are
    not kept for others to read.
    """
    original = translation.facts_page
    rows = Edition.objects.filter(page=original.pk, hidden=False).order_by("-number")
    before = _at(translation, rows.values_list("revision__content", flat=True).iterator(chunk_size=20))
    if before is None:
        return []
    then = original.with_content_json(before)
    return comparing.differences(original, then, original, fields=original.WORDS)


def _at(translation: WorkPage, contents: Iterable[dict[str, Any]]) -> dict[str, Any] | None:
    """The newest of these states of the original that says what the translation was made of."""
    original = translation.facts_page
    return next(
        (each for each in contents if original.hash_of(original.words_in(each)) == translation.based_on), None
    )
