"""The tasks of the workflows."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.forms import Form
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.models import AbstractGroupApprovalTask, Page, Revision, TaskState

from kb.core import publication
from kb.core.publication import NotPublishable

from ..permissions import may_approve


def seen(revision: Revision) -> str:
    """Names a revision as it is now: Wagtail may write over it while its author goes on typing."""
    return f"{revision.pk}-{revision.created_at:%s.%f}"


class EditorApprovalTask(AbstractGroupApprovalTask):
    """An editor who has not contributed to what is to be published approves it.

    Wagtail asks `get_actions` for the buttons and the admin's view, and `on_action` for everything else, so
    that both must refuse. Superusers are no exception. An approval names the revision that was shown; after any
    later change it does nothing.
    """

    def get_actions(self, obj: Any, user: Any) -> list[tuple[str, Any, bool]]:
        names = {name for name, _label, _window in super().get_actions(obj, user)}
        if not may_approve(user, obj):
            names.discard("approve")
        labels = {"reject": _("Request changes"), "approve": _("Approve")}
        return [(name, label, True) for name, label in labels.items() if name in names]

    def get_form_for_action(self, action: str) -> type[Form]:
        from ..forms import ApprovalForm  # Wagtail's forms want the models first

        return ApprovalForm if action == "approve" else super().get_form_for_action(action)

    def get_template_for_action(self, action: str) -> str:
        return "admin/approve.html" if action == "approve" else ""

    def on_action(
        self, task_state: TaskState, user: Any, action_name: str, revision: str = "", **kwargs: Any
    ) -> Any:
        """Approve or reject. `revision`: what was shown to the approver (`seen`). Raises `NotPublishable` with the
        reason when nothing can be published, `PermissionDenied` when somebody else must approve.
        """
        with transaction.atomic():
            # Wagtail takes no lock. Of two who act at the same moment the second finds the task done, and what is
            # saved meanwhile waits until this is over. The page comes first, as it does when Wagtail publishes.
            page = Page.objects.select_for_update().get(pk=task_state.workflow_state.object_id).specific
            task_state = type(task_state).objects.select_for_update().get(pk=task_state.pk)
            if task_state.status != TaskState.STATUS_IN_PROGRESS:
                raise _refused(page, gettext("Somebody else has just decided about this text."))
            if action_name == "approve":
                self._check(task_state, page, user, revision)
            return super().on_action(task_state, user, action_name, **kwargs)

    def _check(self, task_state: TaskState, page: Any, user: Any, revision: str) -> None:
        if not may_approve(user, page, task_state.workflow_state):
            raise PermissionDenied(_("You have contributed to this text, so another editor must approve it."))
        if revision != seen(page.get_latest_revision()):
            raise _refused(page, gettext("It has changed since you opened it. Read it again, then approve."))
        draft = page.get_latest_revision_as_object()
        try:
            draft.full_clean()
        except ValidationError as error:
            raise publication.refusal(page, error) from None
        publication.demand(draft)

    @classmethod
    def get_description(cls) -> str:
        return _("An editor who is not the author approves, and that publishes.")

    class Meta:
        verbose_name = _("approval by another editor")
        verbose_name_plural = _("approvals by another editor")


def _refused(page: Any, reason: str) -> NotPublishable:
    return NotPublishable(page, {"__all__": [reason]})
