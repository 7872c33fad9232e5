"""What an original says otherwise than when a translation was made of it.

Only publications are compared that anybody could read and that nobody has taken back, so of a profile nothing is: people
may take back what they said (`docs/adr/versions-are-publications.md`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from kb.core.models import WorkPage
from kb.editorial import comparing, reviews
from kb.editorial.comparing import Difference
from kb.editorial.models import Edition

READ_AT_ONCE = 5  # editions; each holds all that its work said


def fields_changed(translations: Iterable[WorkPage]) -> dict[int, tuple[str, ...]]:
    """By the id of each of these translations of works the names of the fields that have changed in its original, in the
    reader's language. One query, beside those for the originals if they were not fetched.
    """
    found: dict[int, tuple[str, ...]] = {}
    waiting: dict[int, list[WorkPage]] = defaultdict(list)
    for page in translations:
        found[page.pk] = ()
        waiting[page.facts_page.pk].append(page)
    rows = Edition.objects.filter(page__in=set(waiting), hidden=False).order_by("-number")
    contents = rows.values_list("page", "revision__content")
    for original, content in contents.iterator(chunk_size=READ_AT_ONCE):
        for page in list(waiting[original]):
            if _was_made_of(page, content):
                found[page.pk] = _names(page.facts_page, content)
                waiting[original].remove(page)
    return found


def _names(original: WorkPage, before: dict[str, Any]) -> tuple[str, ...]:
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
    contents = rows.values_list("revision__content", flat=True).iterator(chunk_size=READ_AT_ONCE)
    before = next((each for each in contents if _was_made_of(translation, each)), None)
    if before is None:
        return []
    then = original.with_content_json(before)
    return comparing.differences(original, then, original, fields=original.WORDS)


def _was_made_of(translation: WorkPage, content: dict[str, Any]) -> bool:
    """Whether this state of the original says what the translation was made of."""
    original = translation.facts_page
    return bool(original.hash_of(original.words_in(content)) == translation.based_on)
