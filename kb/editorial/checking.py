"""When a translation has been checked."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from wagtail.models import Revision, WorkflowState

from kb.core.models import TranslationState, WorkPage

from . import steps
from .models import Step


def note(page: Any, state: WorkflowState, revision: Revision) -> None:
    """Let a translation say that it was checked, when in this review somebody who answers for its language has approved
    it as it is now: whoever takes such a step in their place need not know the language.
    """
    if not isinstance(page, WorkPage) or not page.is_translation:
        return
    area = f"language:{page.locale.language_code}"
    approved = Step.objects.filter(
        task_state__workflow_state=state,
        area=area,
        outcome=Step.Outcome.APPROVED,
        done_at__gte=revision.created_at,
    )
    if any(area in steps.areas_of(step.done_by) for step in approved.select_related("done_by")):
        said = {"translation_state": TranslationState.REVIEWED, "translation_date": timezone.localdate()}
        # The revision stays the one that was approved: nobody has written it anew.
        revision.content = {**revision.content, **{name: str(value) for name, value in said.items()}}
        revision.save(update_fields=["content"])
