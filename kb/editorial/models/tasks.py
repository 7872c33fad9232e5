"""The tasks of the workflow: the desks of countries, reviewers of languages, and the last decision."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.forms import Form
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log
from wagtail.models import AbstractGroupApprovalTask, Page, Revision, Task, TaskState, WorkflowState

from kb.core import publication
from kb.core.models import WorkPage
from kb.core.publication import NotPublishable

from .. import steps, telling
from ..permissions import contributors, may_approve
from .editions import VersionedPage
from .steps import FINAL, Step

SKIPPED, TAKEN_OVER = "editorial.step_skipped", "editorial.step_taken_over"  # in the history of a page


def seen(revision: Revision) -> str:
    """Names a revision as it is now: Wagtail may write over it while its author goes on typing."""
    return f"{revision.pk}-{revision.created_at:%s.%f}"


class ReviewTask(Task):
    """A task that people take by steps, none of whom has contributed to what is to be published.

    Wagtail asks `get_actions` for the buttons and the admin's view, and `on_action` for everything else, so
    that both must refuse. Superusers are no exception. An approval names the revision that was shown; after any
    later change it does nothing.
    """

    class Meta:
        abstract = True

    def areas(self, page: Any) -> Sequence[str]:
        """The areas whose people have to decide about the page. Where there are none, the task is skipped."""
        raise NotImplementedError

    def start(self, workflow_state: Any, user: Any = None) -> TaskState:
        task_state = super().start(workflow_state, user=user)
        page = workflow_state.content_object.specific
        draft = page.get_latest_revision_as_object()
        made = steps.begin(task_state, page, self.areas(draft))
        if made:
            telling.asked(page, made, by=user)
        else:
            task_state.status = TaskState.STATUS_SKIPPED
            task_state.save(update_fields=["status"])
            log(instance=page, action=SKIPPED, user=user, data={"step": self.name})
        return task_state

    def get_actions(self, obj: Any, user: Any) -> list[tuple[str, Any, bool]]:
        if not self.is_for(obj, user):
            return []
        labels = {"reject": _("Request changes"), "approve": _("Approve")}
        allowed = may_approve(user, obj)
        return [(name, label, True) for name, label in labels.items() if name != "approve" or allowed]

    def is_for(self, page: Any, user: Any) -> bool:
        """Whether the user may take a step of this task."""
        if user.is_superuser:
            return True
        waiting = steps.waiting_for(user).filter(page=page.pk, task_state__task=self.pk)
        return bool(waiting.exists())

    def user_can_access_editor(self, obj: Any, user: Any) -> bool:
        return self.is_for(obj, user)

    def locked_for_user(self, obj: Any, user: Any) -> bool:
        return not self.is_for(obj, user)

    def get_task_states_user_can_moderate(self, user: Any, **kwargs: Any) -> Any:
        waiting = steps.waiting_for(user).filter(task_state__task=self.pk)
        return TaskState.objects.filter(pk__in=waiting.values("task_state"))

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
                raise refused(page, gettext("Somebody else has just decided about this text."))
            if action_name == "approve":
                self._check(task_state, page, user, revision)
            if not self.is_for(page, user):
                raise PermissionDenied(_("Somebody else decides about this step."))
            comment = str(kwargs.get("comment", ""))
            outcome = Step.Outcome.APPROVED if action_name == "approve" else Step.Outcome.RETURNED
            left = self._take(task_state, page, user, outcome, comment)
            steps.end(page)
            if action_name == "approve" and left:
                return None  # the desks of other countries have not decided yet
            telling.decided(page)
            people = contributors(page, task_state.workflow_state)  # nobody's once it is public
            answer = super().on_action(task_state, user, action_name, **kwargs)
            self._tell(task_state, page, people, user, comment)
            return answer

    @staticmethod
    def _take(task_state: TaskState, page: Any, user: Any, outcome: str, comment: str) -> list[Step]:
        """Take the user's turn; returns what is left. Whoever decides in somebody's place does so once, and the history
        says so: others who were silent, too, are asked again and have their whole time.
        """
        taken = steps.turn(task_state, user)
        steps.take(taken, user, outcome, comment)
        left = list(Step.objects.open().filter(task_state=task_state))
        if left and outcome == Step.Outcome.APPROVED:
            telling.decided(page, left)
        if taken.instead:
            for step in taken.steps:
                log(instance=page, action=TAKEN_OVER, user=user, data={"area": step.area})
            if outcome == Step.Outcome.APPROVED:
                telling.again(page, steps.people_of(steps.begin_again(task_state)), by=user)
        return left

    @staticmethod
    def _tell(task_state: TaskState, page: Any, people: set[int], user: Any, comment: str) -> None:
        status = WorkflowState.objects.get(pk=task_state.workflow_state_id).status
        if not isinstance(page, VersionedPage):
            return  # those who keep a profile are told by the room of profiles
        if status == WorkflowState.STATUS_NEEDS_CHANGES:
            telling.returned(page, people, user, comment)
        elif status == WorkflowState.STATUS_APPROVED:
            telling.published(page, people, user, comment)

    def _check(self, task_state: TaskState, page: Any, user: Any, revision: str) -> None:
        if not may_approve(user, page, task_state.workflow_state):
            raise PermissionDenied(_("You have contributed to this text, so another editor must approve it."))
        if revision != seen(page.get_latest_revision()):
            raise refused(page, gettext("It has changed since you opened it. Read it again, then approve."))
        if reason := steps.held(page):
            raise refused(page, reason)


class CountryDeskTask(ReviewTask):
    """The desk of every country of which the text tells; countries without a desk are left out."""

    def areas(self, page: Any) -> Sequence[str]:
        countries = page.desk_countries() if isinstance(page, WorkPage) else ()
        areas = [f"country:{code}" for code in dict.fromkeys(countries)]
        return [area for area in areas if steps.people_for(area)]

    @classmethod
    def get_description(cls) -> str:
        return _("The desks of its countries approve; skipped where there are none.")

    class Meta:
        verbose_name = _("approval by country desks")
        verbose_name_plural = _("approvals by country desks")


class LanguageReviewTask(ReviewTask):
    """A translation is checked by somebody who reviews its language."""

    def areas(self, page: Any) -> Sequence[str]:
        area = f"language:{page.locale.language_code}"
        needed = isinstance(page, WorkPage) and page.is_translation
        return [area] if needed and steps.people_for(area) else []

    @classmethod
    def get_description(cls) -> str:
        return _("A reviewer of its language approves a translation; skipped where there is none.")

    class Meta:
        verbose_name = _("language review")
        verbose_name_plural = _("language reviews")


class EditorApprovalTask(ReviewTask, AbstractGroupApprovalTask):
    """An editor takes the last decision, which publishes."""

    def start(self, workflow_state: Any, user: Any = None) -> TaskState:
        """Start, or let the desks of countries go first that were added since they were asked: in whatever way the
        text came here, sent again in the admin too, each has seen it before it is public.
        """
        page = workflow_state.content_object.specific
        draft = page.get_latest_revision_as_object()
        desks = CountryDeskTask.objects.filter(active=True, workflow_tasks__workflow=workflow_state.workflow)
        if isinstance(draft, WorkPage) and steps.unseen(draft, workflow_state) and (desk := desks.first()):
            return desk.start(workflow_state, user=user)
        return super().start(workflow_state, user=user)

    def areas(self, page: Any) -> Sequence[str]:
        return [FINAL]

    def _check(self, task_state: TaskState, page: Any, user: Any, revision: str) -> None:
        super()._check(task_state, page, user, revision)
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


def refused(page: Any, reason: str) -> NotPublishable:
    """Says to a reviewer why a decision was not taken."""
    return NotPublishable(page, {"__all__": [reason]})
