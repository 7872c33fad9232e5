"""Which steps a review needs, who may take them, and what follows when somebody does."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext
from wagtail.models import Page, TaskState, WorkflowState

from kb.core import cldr
from kb.inbox.wording import name_of

from .models import responsibilities
from .models.steps import FINAL, Review, Step


def areas_of(user: Any) -> set[str]:
    """Countries and languages that the user answers for today, also in place of somebody who is away."""
    return {
        row.area
        for row in responsibilities.Responsibility.objects.filter(Q(user=user) | Q(substitute=user))
        if _stands(row) == user.pk
    }


def answers_for_something(user: Any) -> bool:
    """Whether the user reviews a country or a language, or stands in for somebody who does, today or another day."""
    rows = responsibilities.Responsibility.objects.filter(Q(user=user) | Q(substitute=user))
    return bool(rows.exists())


def people_for(*areas: str) -> list[Any]:
    """Who answers for these countries and languages today: active users, each once."""
    rows = responsibilities.Responsibility.objects.filter(area__in=areas)
    wanted = {pk for row in rows if (pk := _stands(row)) is not None}
    return list(get_user_model().objects.filter(pk__in=wanted, is_active=True).order_by("pk"))


def _stands(row: responsibilities.Responsibility) -> int | None:
    """The id of the person, or of the substitute while the person is away; None where nobody stands in."""
    away = row.away_until is not None and row.away_until >= timezone.localdate()
    return row.substitute_id if away else row.user_id


def editors() -> list[Any]:
    """Who takes the last step: the members of the groups that the workflow's last task names."""
    from .models import EditorApprovalTask

    groups = EditorApprovalTask.objects.filter(active=True).values("groups")
    return list(get_user_model().objects.filter(groups__in=groups, is_active=True).distinct().order_by("pk"))


def is_editor(user: Any) -> bool:
    """Whether the user takes last steps. Superusers do."""
    from .models import EditorApprovalTask

    if not user.is_active or user.is_superuser:
        return bool(user.is_active)
    return EditorApprovalTask.objects.filter(active=True, groups__in=user.groups.all()).exists()


def reviews(user: Any) -> bool:
    """Whether the user reviews anything."""
    return user.is_authenticated and (is_editor(user) or bool(areas_of(user)))


def follows_translations(user: Any) -> bool:
    """Whether the user sees what is translated into which language, drafts too: editors, and who answers for a language."""
    if not user.is_authenticated:
        return False
    return is_editor(user) or any(area.startswith("language:") for area in areas_of(user))


def waiting_for(user: Any) -> QuerySet[Step]:
    """The open steps that the user may take now: their own, and as an editor those that wait too long for others."""
    return Step.objects.open().filter(_takes(user))


def _own(user: Any) -> Q:
    """Steps that are the user's to take, however long they have waited."""
    own = Q(area__in=areas_of(user))
    return own | Q(area=FINAL) if is_editor(user) else own


def _takes(user: Any) -> Q:
    own = _own(user)
    return own | Q(pk__in=Step.objects.overdue().values("pk")) if is_editor(user) else own


def begin(task_state: TaskState, page: Page, areas: Iterable[str]) -> list[Step]:
    """Make the steps of a task that has started; returns them."""
    return Step.objects.bulk_create(
        [Step(page_id=page.pk, task_state=task_state, area=area) for area in areas]
    )


@dataclass(frozen=True, slots=True)
class Turn:
    """What a decision of somebody decides: `steps` of one task; `instead`: none of them is theirs."""

    steps: list[Step]
    instead: bool = False


def turn(task_state: TaskState, user: Any) -> Turn:
    """All steps of a task that are the user's; where none is, the one of others that they may take and that has waited
    the longest: each desk that is silent is a decision of its own. Superusers may take any.
    """
    waiting = Step.objects.open().filter(task_state=task_state).order_by("waits_from", "pk")
    if own := list(waiting.filter(_own(user))):
        return Turn(own)
    return Turn(list((waiting if user.is_superuser else waiting.filter(_takes(user)))[:1]), instead=True)


def take(taken: Turn, user: Any, outcome: str, comment: str = "") -> None:
    """Note that the user has taken these steps, with these words.

    Nobody's decision is noted as another's: where a text is sent back, the steps of others stay without an outcome.
    """
    ids = [step.pk for step in taken.steps]
    given = {"done_at": timezone.now(), "done_by": user, "outcome": outcome, "comment": comment}
    Step.objects.filter(pk__in=ids).update(**given)


def begin_again(task_state: TaskState) -> list[Step]:
    """Give the steps of a task that wait too long the whole of their time again; returns them."""
    late = list(Step.objects.open().overdue().filter(task_state=task_state))
    Step.objects.filter(pk__in=[step.pk for step in late]).update(waits_from=timezone.now())
    return late


def people_of(steps: Iterable[Step]) -> list[Any]:
    """Who may take these steps, each once; in two queries, however many they are."""
    areas = {step.area for step in steps}
    people = people_for(*areas - {FINAL}) if areas - {FINAL} else []
    found = {person.pk: person for person in people + (editors() if FINAL in areas else [])}
    return list(found.values())


def unseen(draft: Any, state: WorkflowState) -> set[str]:
    """The areas of countries that the draft tells of, whose desks have not approved it in this review."""
    areas = {f"country:{code}" for code in draft.desk_countries()}
    seen = Step.objects.filter(task_state__workflow_state=state, outcome=Step.Outcome.APPROVED)
    left = areas - set(seen.values_list("area", flat=True)) if areas else set()
    return {area for area in left if people_for(area)}


def held(page: Page) -> str:
    """Why a text cannot be approved now: who has let it wait, when and why. Empty when nobody has."""
    row = Review.objects.filter(page=page.pk).exclude(held_at=None).select_related("held_by").first()
    if row is None:
        return ""
    return gettext(
        "%(person)s has let it wait (%(date)s): “%(reason)s” Choose “Go on” first, then approve."
    ) % {
        "person": name_of(row.held_by) or "–",
        "date": cldr.date(row.held_at),
        "reason": row.hold_reason,
    }


def end(page: Page) -> None:
    """The review of a page is over, or starts anew: nobody has taken it on, and nothing holds it."""
    Review.objects.filter(page=page.pk).delete()
