"""Versions of a work: kept with each publication, read again as of then."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone
from wagtail.models import Revision

from kb.core import visibility
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
        already = Edition.objects.filter(revision=revision).exists()
        return Edition.objects.create(
            work=work,
            number=Edition.objects.number_of(page),
            published_at=page.last_published_at or timezone.now(),
            page=page,
            revision=revision,
            note="" if already else page.change_note,
            # What nobody could read when it was published stays unread, whatever opens later.
            hidden=not visibility.is_public(page),
        )


def take_back(page: Any) -> None:
    """What left public view comes back as a new version, not as the old ones: there was a reason.

    With an original go the versions of all languages.
    """
    if isinstance(page, VersionedPage):
        rows = Edition.objects.filter(work=page.translation_key)
        (rows.filter(page=page) if page.is_translation else rows).update(hidden=True)


def take_back_below(path: str) -> None:
    """The same for all works at this place of the tree and below it."""
    works = Work.objects.filter(original__path__startswith=path).values("pk")
    Edition.objects.filter(Q(page__path__startswith=path) | Q(work__in=works)).update(hidden=True)


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
    newest = {pk: row for pk, row in newest.items() if row.is_readable(by_id[pk])}
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
    then.slug, then.url_path = page.slug, page.url_path  # where it is today
    then.rows_then = {
        name: len(rows) for name, rows in row.revision.content.items() if isinstance(rows, list)
    }
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
