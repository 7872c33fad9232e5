"""What a form began with, so that of two windows the second takes nothing away from the first."""

from __future__ import annotations

from typing import Any

from wagtail.models import Page, Revision

from kb.editorial.models import seen


def newest(page: Any) -> Any:
    """The page as it was written last."""
    return page.get_latest_revision_as_object()


def mark(page: Any) -> str:
    """Names what a form began with: the last revision as it is now, empty where there is none."""
    revision = page.latest_revision if page is not None else None
    return seen(revision) if revision is not None else ""


def as_marked(page: Any, given: str) -> Any:
    """The page as it was when a form began; None when that is not kept any more, or was written over."""
    pk = given.partition("-")[0]
    revision = Revision.objects.for_instance(page).filter(pk=pk).first() if _is_id(pk) else None
    return revision.as_object() if revision is not None and seen(revision) == given else None


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19


def lock(page: Any) -> None:
    """Let nobody else change the page until this transaction ends: the plain page, which Wagtail and the approval
    lock first, too.
    """
    Page.objects.select_for_update().get(pk=page.pk)
