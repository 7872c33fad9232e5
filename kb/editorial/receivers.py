"""What follows a publication. Connected in `apps.py`."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_save
from wagtail.models import Page, PageViewRestriction, Revision, TaskState, WorkflowState
from wagtail.signals import (
    page_published,
    page_unpublished,
    task_submitted,
    workflow_approved,
    workflow_cancelled,
    workflow_rejected,
    workflow_submitted,
)

from kb.core.models import Work

from . import editions, steps, telling


def published(instance: Page, revision: Revision | None = None, **kwargs: Any) -> None:
    """A publication is a version, and ends a withdrawal."""
    if revision is not None:
        editions.keep(instance, revision)
    if instance.live:
        Work.objects.filter(original=instance.pk).exclude(withdrawn_at=None).update(
            withdrawn_at=None, withdrawal="", withdrawn_titles={}
        )


def unpublished(instance: Page, **kwargs: Any) -> None:
    """Whoever takes a page out of public view means what it said, too."""
    editions.take_back(instance.specific)


def restricted(instance: PageViewRestriction, created: bool, **kwargs: Any) -> None:
    """The same for what becomes private, with all below it."""
    if created:
        editions.take_back_below(instance.page.path)


def over(instance: WorkflowState, **kwargs: Any) -> None:
    """A review has ended in whatever way: nobody is asked any longer, and nobody has taken it on."""
    page = instance.content_object
    telling.decided(page)
    steps.end(page)


def silence_wagtail() -> None:
    """Disconnect Wagtail's mails about workflows; called after it has connected them."""
    for signal, sender, name in (
        (task_submitted, TaskState, "group_approval_task_submitted"),
        (workflow_submitted, WorkflowState, "workflow_state_submitted"),
        (workflow_rejected, WorkflowState, "workflow_state_rejected"),
        (workflow_approved, WorkflowState, "workflow_state_approved"),
    ):
        signal.disconnect(sender=sender, dispatch_uid=f"{name}_email_notification")


def connect() -> None:
    """Connect all receivers; called once when the apps are ready."""
    page_published.connect(published, dispatch_uid="kb.editorial.published")
    page_unpublished.connect(unpublished, dispatch_uid="kb.editorial.unpublished")
    post_save.connect(restricted, sender=PageViewRestriction, dispatch_uid="kb.editorial.restricted")
    for signal in (workflow_rejected, workflow_approved, workflow_cancelled):
        signal.connect(over, dispatch_uid="kb.editorial.over")
