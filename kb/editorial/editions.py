"""Versions of a work: kept with each publication, read again as of then."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from wagtail.models import Revision

from kb.core.models import Work
from kb.core.visibility import State

from .models import Edition, VersionedPage


def keep(page: Any, revision: Revision) -> Edition | None:
    """Note the publication of this revision; None for what has no versions.

    What was scheduled is published twice for Wagtail, and live only the second time.
    """
    if not isinstance(page, VersionedPage) or not page.live or page.alias_of_id is not None:
        return None
    with transaction.atomic():
        work = Work.objects.select_for_update().get(pk=page.translation_key)  # one number at a time
        return Edition.objects.create(
            work=work,
            number=Edition.objects.number_of(page),
            published_at=page.last_published_at or timezone.now(),
            page=page,
            revision=revision,
            note=page.change_note,
        )


def as_of(edition: Edition, pages: Iterable[VersionedPage]) -> list[VersionedPage]:
    """These public pages of a work, its original among them, as they were when a version was published.

    Those that were not there yet are left out, and those that were taken back; without the facts of an original there
    are none. Nothing of what is returned may be saved: it has the keys of the present pages.
    """
    by_id = {page.pk: page for page in pages}
    rows = Edition.objects.filter(work=edition.work_id, number__lte=edition.number, page__in=by_id)
    newest: dict[int, Edition] = {}
    for row in rows.select_related("revision").order_by("number"):
        newest[row.page_id] = row
    original = next((page for page in by_id.values() if not page.is_translation), None)
    newest = {pk: row for pk, row in newest.items() if not row.hidden}
    if original is None or original.pk not in newest:
        return []
    then = {pk: _then(by_id[pk], row, edition) for pk, row in newest.items()}
    found = [then[pk] for pk in by_id if pk in then]
    for page in found:
        if page.is_translation:
            page.original = then[original.pk]
        page.found_versions = [(each, State.PUBLIC) for each in found]
    return found


def _then(page: VersionedPage, row: Edition, edition: Edition) -> VersionedPage:
    then = page.with_content_json(row.revision.content)
    then.locale, then.found_open = page.locale, True
    then.edition, then.last_published_at = edition, edition.published_at
    then.based_on = ""  # whether it was older than its original is known of the present texts alone
    return then


def number_all(pages: Iterable[Any]) -> None:
    """Give pages of a list the numbers that their citations name, in one query."""
    versioned = [page for page in pages if isinstance(page, VersionedPage)]
    ids = {pk for page in versioned for pk in (page.pk, page.facts_page.pk)}
    rows = Edition.objects.filter(page__in=ids).values_list("page").annotate(last=Max("number"))
    last = dict(rows.order_by())
    for page in versioned:
        numbers = [last[pk] for pk in (page.pk, page.facts_page.pk) if pk in last]
        page.__dict__["edition_number"] = max(numbers, default=None)
