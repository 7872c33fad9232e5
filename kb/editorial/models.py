"""The tasks of the workflows."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _
from wagtail.models import AbstractGroupApprovalTask, TaskState

from .permissions import contributors


class EditorApprovalTask(AbstractGroupApprovalTask):
    """An editor who has not contributed to what is to be published approves it.

    Wagtail asks `get_actions` for the buttons and the admin's view, and `on_action` for everything else, so
    that both must refuse. Superusers are no exception.
    """

    def get_actions(self, obj: Any, user: Any) -> list[tuple[str, Any, bool]]:
        actions = super().get_actions(obj, user)
        if user.pk in contributors(obj):
            return [action for action in actions if action[0] != "approve"]
        return actions

    def on_action(self, task_state: TaskState, user: Any, action_name: str, **kwargs: Any) -> Any:
        page = task_state.workflow_state.content_object
        if action_name == "approve" and user.pk in contributors(page):
            raise PermissionDenied(_("You have contributed to this text, so another editor must approve it."))
        return super().on_action(task_state, user, action_name, **kwargs)

    @classmethod
    def get_description(cls) -> str:
        return _("An editor who is not the author approves, and that publishes.")

    class Meta:
        verbose_name = _("approval by another editor")
        verbose_name_plural = _("approvals by another editor")
