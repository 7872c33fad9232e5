"""What a review consists of while it is under way: steps that somebody must take, who took it on, and open points."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, TaskState

from .responsibilities import area_name

#: The area of the last step, which belongs to no country and no language.
FINAL = ""


class StepQuerySet(models.QuerySet["Step"]):
    """Steps by who may take them."""

    def open(self) -> StepQuerySet:
        """Steps that wait."""
        return self.filter(done_at=None, task_state__status=TaskState.STATUS_IN_PROGRESS)

    def overdue(self) -> StepQuerySet:
        """Steps that have waited for so long that an editor may take them for others (`REVIEW_PATIENCE`)."""
        return self.filter(waits_from__lte=timezone.now() - timedelta(days=settings.REVIEW_PATIENCE))


class Step(models.Model):
    """One decision that a review needs: of the desk of a country, of a reviewer of a language, or the last one.

    `area` is that of a `Responsibility`, or `FINAL`. `outcome` says what became of it. `waits_from`: since when those
    who may take it have had time for it, before an editor may take it for them.
    """

    class Outcome(models.TextChoices):
        APPROVED = "approved", _("approved")
        RETURNED = "returned", _("sent back")

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="review_steps")
    task_state = models.ForeignKey(TaskState, on_delete=models.CASCADE, related_name="steps")
    area = models.CharField(max_length=40, blank=True, default=FINAL)
    created = models.DateTimeField(default=timezone.now)
    waits_from = models.DateTimeField(default=timezone.now)
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    outcome = models.CharField(max_length=10, blank=True, choices=Outcome.choices)
    comment = models.TextField(blank=True)

    objects = StepQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["task_state", "area"], name="editorial_step_once")
        ]
        indexes: ClassVar = [
            models.Index(fields=["created"], condition=Q(done_at=None), name="editorial_step_open")
        ]

    def __str__(self) -> str:
        return f"{self.page_id} {self.area}"

    @property
    def label(self) -> str:
        """What is to be decided, in the reader's language."""
        if self.area == FINAL:
            return str(_("Last decision"))
        return area_name(self.area)

    @property
    def days(self) -> int:
        """For how many days it has waited."""
        return (timezone.now() - self.created).days


class Review(models.Model):
    """What reviewers have agreed among themselves about a page: who has taken it on, and why it has to wait."""

    page = models.OneToOneField(
        Page, primary_key=True, on_delete=models.CASCADE, related_name="review_under_way"
    )
    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    claimed_at = models.DateTimeField(null=True)
    held_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    held_at = models.DateTimeField(null=True)
    hold_reason = models.CharField(max_length=500, blank=True)

    def __str__(self) -> str:
        return f"review of {self.page_id}"


class Point(models.Model):
    """Something that a reviewer wants changed or asks, about one field or the whole; the author sees it beside the field.

    `field` is the name of a field or a relation of the page, or empty.
    """

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="review_points")
    field = models.CharField(max_length=60, blank=True)
    text = models.TextField(max_length=2000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created = models.DateTimeField(default=timezone.now)
    resolved_at = models.DateTimeField(null=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering: ClassVar = ["created", "pk"]

    def __str__(self) -> str:
        return f"{self.page_id} {self.field}"

    @classmethod
    def open(cls, page: Any) -> models.QuerySet[Point]:
        """The points of a page that nobody has ticked off."""
        return cls.objects.filter(page=page.pk, resolved_at=None).select_related("by")
