"""Tell the search that something changed. Call these in the transaction that makes the change.

``hides``: whether the change may have made something invisible. Its works then stay out of answers
until the index has caught up (milliseconds, when nothing fails). Say False for a change that cannot,
such as a label, so that many works do not blink.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Model
from wagtail.models import Page, ReferenceIndex

from search import sources, worker
from search.documents import identity
from search.models import Outbox


def changed(kind: str, keys: Iterable[str], *, hides: bool = True) -> None:
    """Works of a kind changed, were made or were deleted."""
    _write(Outbox(identity=identity(kind, str(key)), hides=hides) for key in keys)


def suspected(identities: Iterable[str]) -> None:
    """The index has works, or languages of them, that may not be shown: it is behind without having heard of it."""
    _write(Outbox(identity=name) for name in identities)


def kind_changed(kind: str) -> None:
    """Something that every work of a kind shows changed, such as a label of the vocabulary."""
    _write([Outbox(identity=identity(kind, ""), hides=False)])


def page_changed(page: Page, *, hides: bool = True) -> None:
    """The work that a page belongs to changed; does nothing for a page that no source owns."""
    if found := work_of(page):
        changed(*found, hides=hides)


def subtree_changed(page: Page | int, *, hides: bool = True) -> None:
    """Everything at and below a page (or its id) may have become visible, hidden, or got another address."""
    _write([Outbox(page=page.pk if isinstance(page, Page) else page, hides=hides)])


def references_changed(thing: Model) -> None:
    """Something that pages refer to changed, such as a picture or a document."""
    base = Page._meta.label_lower
    references = ReferenceIndex.get_references_to(thing).filter(
        base_content_type__app_label=base.split(".")[0], base_content_type__model=base.split(".")[1]
    )
    pages = Page.objects.filter(pk__in=[int(pk) for pk in references.values_list("object_id", flat=True)])
    _write(
        Outbox(identity=identity(source.kind, str(page.translation_key)), hides=False)
        for page in pages
        if (source := _source(page))
    )


def work_of(page: Page) -> tuple[str, tuple[str, ...]] | None:
    """The kind of the work that a page belongs to and its key, as ``changed`` wants them."""
    source = _source(page)
    return (source.kind, (str(page.translation_key),)) if source else None


def _source(page: Page) -> sources.Source | None:
    # Several of Wagtail's own events arrive with the base class, so the class of the instance says nothing.
    model: type[Any] | None = type(page) if type(page) is not Page else page.specific_class
    return sources.source_for(model) if model else None


def _write(rows: Iterable[Outbox]) -> None:
    rows = list(rows)
    if rows:
        Outbox.objects.bulk_create(rows, batch_size=500)
        transaction.on_commit(worker.wake, robust=True)
