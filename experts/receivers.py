"""What follows for the state of a profile from what editors decide. Connected in `apps.py`."""

from __future__ import annotations

from typing import Any

from wagtail.models import WorkflowState
from wagtail.signals import page_published, workflow_rejected

from . import claims, states
from .models import ExpertPage


def published(instance: ExpertPage, **kwargs: Any) -> None:
    """What somebody holds is active as soon as it is public."""
    if instance.is_translation or instance.alias_of_id or instance.profile_status_key == states.ACTIVE:
        return
    if claims.is_held(instance):
        states.note(instance, states.ACTIVE)


def returned(instance: WorkflowState, **kwargs: Any) -> None:
    """What was sent back is with its holder again."""
    page = instance.content_object.specific
    if isinstance(page, ExpertPage) and page.profile_status_key == states.SUBMITTED:
        states.note(page, states.CLAIMED)


def connect() -> None:
    """Connect all receivers; called once when the apps are ready."""
    page_published.connect(published, sender=ExpertPage, dispatch_uid="experts.published")
    workflow_rejected.connect(returned, dispatch_uid="experts.returned")
