"""What follows for the state of a profile from what editors decide. Connected in `apps.py`."""

from __future__ import annotations

from typing import Any

from wagtail.models import WorkflowState
from wagtail.signals import page_published, workflow_approved, workflow_rejected

from . import claims, states, telling
from .models import Account, ExpertPage


def published(instance: ExpertPage, **kwargs: Any) -> None:
    """What somebody holds is active as soon as it is public."""
    if instance.is_translation or instance.alias_of_id or instance.profile_status_key == states.ACTIVE:
        return
    if claims.is_held(instance):
        states.note(instance, states.ACTIVE)


def returned(instance: WorkflowState, user: Any = None, **kwargs: Any) -> None:
    """What was sent back is with its holder again, who is told why."""
    page = instance.content_object.specific
    if not isinstance(page, ExpertPage):
        return
    if page.profile_status_key == states.SUBMITTED:
        states.note(page, states.CLAIMED)
    _tell(page, user, approved=False, comment=instance.current_task_state.comment or "")


def approved(instance: WorkflowState, user: Any = None, **kwargs: Any) -> None:
    """The holder is told that what waited is public."""
    page = instance.content_object.specific
    if isinstance(page, ExpertPage):
        _tell(page, user, approved=True)


def _tell(page: ExpertPage, user: Any, **decision: Any) -> None:
    account = Account.objects.select_related("profile", "holder").filter(profile=page.facts_page).first()
    if account is not None:
        telling.decided(account, user, **decision)


def connect() -> None:
    """Connect all receivers; called once when the apps are ready."""
    page_published.connect(published, sender=ExpertPage, dispatch_uid="experts.published")
    workflow_approved.connect(approved, dispatch_uid="experts.approved")
    workflow_rejected.connect(returned, dispatch_uid="experts.returned")
