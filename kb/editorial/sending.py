"""Sending a text for review, and taking it back."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Page, WorkflowState


class Refused(Exception):
    """Something cannot be done now; the message says why, and what to do."""


def in_review(state: WorkflowState | None) -> bool:
    """Whether a text with this state of its workflow is with those who review it."""
    return state is not None and state.status == WorkflowState.STATUS_IN_PROGRESS


def states(pages: Collection[int]) -> dict[int, WorkflowState]:
    """The workflows under way, or waiting for changes, of pages by their ids; in one query."""
    names = {str(pk): pk for pk in pages}
    active = (WorkflowState.STATUS_IN_PROGRESS, WorkflowState.STATUS_NEEDS_CHANGES)
    rows = WorkflowState.objects.filter(
        base_content_type__app_label="wagtailcore",
        base_content_type__model="page",
        object_id__in=names,
        status__in=active,
    )
    return {names[row.object_id]: row for row in rows.select_related("current_task_state")}


def _locked(page: Any) -> Any:
    Page.objects.select_for_update().get(pk=page.pk)
    return type(page).objects.get(pk=page.pk)


@transaction.atomic
def send(page: Any, user: Any) -> bool:
    """Send what was written last to those who review it, the first time or again; False when it is there already.

    Raises `Refused`.
    """
    page = _locked(page)
    state = page.current_workflow_state
    if in_review(state):
        return False
    if page.live and not page.has_unpublished_changes:
        raise Refused(_("Nothing has changed since it was published."))
    if state is not None:
        state.resume(user)
        return True
    workflow = page.get_workflow()
    if workflow is None:
        raise Refused(_("No editors are named for this language yet. Write to the people who run this site."))
    workflow.start(page, user)
    return True


@transaction.atomic
def take_back(page: Any, user: Any) -> None:
    """End a review: the text is a draft again, and what is public stays. Raises `Refused` when it is over meanwhile."""
    state = _locked(page).current_workflow_state
    if not in_review(state):
        raise Refused(_("No review is under way."))
    state.cancel(user=user)
