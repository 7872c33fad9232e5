"""The tasks of the workflows."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.models import AbstractGroupApprovalTask, TaskState

from .permissions import may_approve


class EditorApprovalTask(AbstractGroupApprovalTask):
    """An editor who has not contributed to what is to be published approves it.

    Wagtail asks `get_actions` for the buttons and the admin's view, and `on_action` for everything else, so
    that both must refuse. Superusers are no exception.
    """

    def get_actions(self, obj: Any, user: Any) -> list[tuple[str, Any, bool]]:
        actions = super().get_actions(obj, user)
        if not may_approve(user, obj):
            return [action for action in actions if action[0] != "approve"]
        return actions

    def on_action(self, task_state: TaskState, user: Any, action_name: str, **kwargs: Any) -> Any:
        with transaction.atomic():
            # Of two who act at the same moment the second finds the task done; Wagtail takes no lock.
            task_state = type(task_state).objects.select_for_update().get(pk=task_state.pk)
            if action_name == "approve":
                self._check(task_state, user)
            return super().on_action(task_state, user, action_name, **kwargs)

    def _check(self, task_state: TaskState, user: Any) -> None:
        page = task_state.workflow_state.content_object
        if not may_approve(user, page, task_state.workflow_state):
            raise PermissionDenied(_("You have contributed to this text, so another editor must approve it."))
        try:
            page.get_latest_revision_as_object().full_clean()
        except ValidationError as error:
            raise PermissionDenied(" ".join(error.messages)) from None

    @classmethod
    def get_description(cls) -> str:
        return _("An editor who is not the author approves, and that publishes.")

    class Meta:
        verbose_name = _("approval by another editor")
        verbose_name_plural = _("approvals by another editor")
