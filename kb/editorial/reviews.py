"""A review as its page shows it, and what reviewers do beside deciding: take it on, let it wait, note points."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.utils import timezone
from django.utils.text import capfirst
from wagtail.models import Page, TaskState, WorkflowState

from kb.core.models import WorkPage

from . import steps, telling
from .models import Point, Review, Step
from .models.tasks import ReviewTask
from .permissions import contributors


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided in one step of the present review: by whom, when, with which words. `state` is Wagtail's."""

    label: str
    state: str
    by: Any = None
    at: Any = None
    comment: str = ""


def state_of(page: Page) -> WorkflowState | None:
    """The last review of a page, under way or over."""
    states = WorkflowState.objects.filter(
        object_id=str(page.pk), base_content_type=page.get_base_content_type()
    )
    return states.select_related("requested_by").order_by("-created_at", "-pk").first()


def decisions(state: WorkflowState | None) -> Iterator[Decision]:
    """The steps of a review in their order, those that nobody had to take among them."""
    if state is None:
        return
    tasks = state.task_states.select_related("task").prefetch_related("steps__done_by")
    for task_state in tasks.order_by("started_at", "pk"):
        rows = list(task_state.steps.all())
        if not rows:
            kind: Any = task_state.task.specific_class
            yield Decision(capfirst(str(kind._meta.verbose_name)), task_state.status)
        for step in rows:
            if not step.outcome and task_state.status == TaskState.STATUS_REJECTED:
                continue  # somebody else sent it back before this was decided
            status = step.outcome or task_state.status
            yield Decision(step.label, status, step.done_by, step.done_at, step.comment)


def task_of(page: Any) -> tuple[TaskState, ReviewTask] | None:
    """The task that waits for a decision, and its state; None when no review is under way."""
    state = page.current_workflow_task_state
    if state is None or state.status != TaskState.STATUS_IN_PROGRESS:
        return None
    task = state.task.specific
    return (state, task) if isinstance(task, ReviewTask) else None


def may_read(user: Any, page: Any) -> bool:
    """Whether the user may read the review of a page: who may write the text or decide about it today, and editors.

    Having written or decided once is not enough: whoever was let go reads nothing of what is written later.
    """
    if not user.is_authenticated or not user.is_active:
        return False
    if user.pk == page.owner_id or steps.is_editor(user):
        return True
    asked = Step.objects.filter(page=page.pk, area__in=steps.areas_of(user))
    return asked.exists() or writes(user, page)


def writes(user: Any, page: Any) -> bool:
    """Whether the user may go on writing the text: by its own form, or as one who has written it and may edit it."""
    if isinstance(page, WorkPage) and page.is_written_by(user):
        return True
    return user.pk in contributors(page) and page.permissions_for_user(user).can_edit()


def may_write(user: Any, page: Any) -> bool:
    """Whether the user takes part in the review as a reviewer: takes it on, notes points, lets it wait."""
    found = task_of(page)
    return found is not None and found[1].is_for(page, user)


def who_else(asked: Iterable[Any], barred: set[int]) -> list[Any]:
    """Of those who may take the steps that wait, who has not contributed (`barred`)."""
    return [person for person in asked if person.pk not in barred]


def people_asked(page: Any, found: tuple[TaskState, ReviewTask] | None = None) -> list[Any]:
    """Who may take the steps that wait, each once. `found`: what `task_of` says, where it is known."""
    found = found or task_of(page)
    return steps.people_of(Step.objects.open().filter(task_state=found[0])) if found is not None else []


def claim(page: Page, user: Any) -> None:
    """The user takes the review on, so that others need not."""
    given = {"claimed_by": user, "claimed_at": timezone.now()}
    Review.objects.update_or_create(page=page, defaults=given)


def release(page: Page) -> None:
    """Nobody has taken the review on any longer."""
    Review.objects.filter(page=page).update(claimed_by=None, claimed_at=None)


def hold(page: Page, user: Any, reason: str) -> None:
    """Let a review wait; those who wrote the text are told why."""
    given = {"held_by": user, "held_at": timezone.now(), "hold_reason": reason}
    Review.objects.update_or_create(page=page, defaults=given)
    telling.held(page, contributors(page), user, reason)


def go_on(page: Page) -> None:
    """The review waits no longer."""
    Review.objects.filter(page=page).update(held_by=None, held_at=None, hold_reason="")


def note(page: Page, user: Any, field: str, text: str) -> Point:
    """Note a point about a field, or about the whole."""
    return Point.objects.create(page=page, by=user, field=field, text=text)


def resolve(point: Point, user: Any, resolved: bool) -> None:
    """Tick a point off, or open it again."""
    point.resolved_at = timezone.now() if resolved else None
    point.resolved_by = user if resolved else None
    point.save(update_fields=["resolved_at", "resolved_by"])


def fields_of(page: Any) -> list[tuple[str, str]]:
    """What a point can be about: names of fields and relations with their labels, in the reader's language."""
    names = [*getattr(page, "WORDS", ("title",)), *getattr(page, "FACTS", ())]
    return [(name, _label(page, name)) for name in names]


def _label(page: Any, name: str) -> str:
    try:
        field = page._meta.get_field(name)
    except FieldDoesNotExist:
        return name
    if field.auto_created:
        return capfirst(str(field.related_model._meta.verbose_name_plural))
    return capfirst(str(field.verbose_name))


def noted(page: Any, fields: Iterable[str] | None = None) -> list[tuple[str, Point]]:
    """The open points of a page with the labels of their fields; only those about these fields, when they are given."""
    labels = dict(fields_of(page))
    wanted = None if fields is None else set(fields)
    points = Point.open(page)
    return [(labels.get(each.field, ""), each) for each in points if wanted is None or each.field in wanted]
