"""Batches: works that somebody is asked to translate into a language."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kb.core import languages
from kb.core.languages import Language
from kb.core.models import Work
from kb.editorial import steps


class Batch(models.Model):
    """Works that `person` is asked to translate into `language` until `due`, that day included; it is over at `done_at`.

    `characters`: how many signs of the originals were not translated when it was given, spaces among them.
    """

    language = models.CharField(_("language"), max_length=10)
    works: models.ManyToManyField[Work, Any] = models.ManyToManyField(Work, related_name="batches")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="translation_batches"
    )
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    due = models.DateField(_("to be done by"), null=True, blank=True)
    characters = models.PositiveIntegerField(default=0)
    created = models.DateTimeField(default=timezone.now)
    done_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["done_at", "due", "pk"]
        indexes: ClassVar = [
            models.Index(fields=["person"], condition=models.Q(done_at=None), name="coverage_batch_open")
        ]

    def __str__(self) -> str:
        return f"{self.language} {self.pk}"

    @property
    def into(self) -> Language:
        """The language into which the works are translated."""
        return languages.get(self.language)

    @property
    def is_late(self) -> bool:
        """Whether the day has passed and nobody has said that it is done."""
        return self.done_at is None and self.due is not None and self.due < timezone.localdate()


def may_open(user: Any, batch: Batch) -> bool:
    """Whether the user sees a batch, and brings texts for it: who has it until it is over, editors, and reviewers of its
    language.
    """
    if not user.is_authenticated or not user.is_active:
        return False
    has_it = user.pk == batch.person_id and batch.done_at is None
    return has_it or may_give(user, batch.language)


def open_to(user: Any) -> models.QuerySet[Batch]:
    """The batches that are not over, and that the user may open."""
    found = Batch.objects.filter(done_at=None)
    if steps.is_editor(user):
        return found
    areas = steps.areas_of(user)
    reviewed = [code for code in languages.CODES if f"language:{code}" in areas]
    return found.filter(models.Q(person=user) | models.Q(language__in=reviewed))


def may_give(user: Any, language: str) -> bool:
    """Whether the user asks others to translate into a language."""
    return steps.is_editor(user) or f"language:{language}" in steps.areas_of(user)


def is_asked(user: Any, original: Any, language: str) -> bool:
    """Whether the user has a batch that is not over, with this work and into this language."""
    batches = Batch.objects.filter(person=user, language=language, done_at=None)
    return batches.filter(works=original.translation_key).exists()
