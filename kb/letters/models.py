"""What readers write about a work, and what became of it."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kb.core.models import Work
from kb.editorial import steps
from kb.inbox.models import Mail

LONGEST_TEXT, LONGEST_NAME, LONGEST_PART = 5_000, 120, 200


class Suspicion(models.TextChoices):
    """Why a letter may be spam."""

    TRAP = "trap", _("A field that people do not see was filled in.")
    FAST = "fast", _("It was sent within two seconds.")
    FORM = "form", _("It was not written in the form of this site.")
    LINKS = "links", _("It has many links.")


class LetterQuerySet(models.QuerySet["Letter"]):
    """Letters by who may read them."""

    def for_reader(self, user: Any) -> LetterQuerySet:
        """Those that the user may read: every one as an editor, else those that were given to them."""
        return self if steps.is_editor(user) else self.filter(recipients=user)


class Letter(models.Model):
    """A report of an error, a question about a work, or a message to a person, and the answer to it.

    Nobody is shown `email`: the answer goes there by the site. `title` is what the work was called then, in
    `language`, that of the writer. `key` is the same for what is sent twice. `recipients` were told; nobody is of what
    is suspected. `reason` says why there is no answer; `spam`, that a person found it to be that.
    """

    class Kind(models.TextChoices):
        ERROR = "error", _("Report of an error")
        QUESTION = "question", _("Question")
        CONTACT = "contact", _("Message")

    class State(models.TextChoices):
        NEW = "new", _("new")
        SUSPECTED = "suspected", _("may be spam")
        ANSWERED = "answered", _("answered")
        CLOSED = "closed", _("closed")

    OPEN: ClassVar = (State.NEW, State.SUSPECTED)

    key = models.CharField(max_length=64, unique=True, editable=False)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    work = models.ForeignKey(Work, null=True, on_delete=models.SET_NULL, related_name="letters")
    title = models.CharField(max_length=255)
    part = models.CharField(max_length=LONGEST_PART, blank=True)
    language = models.CharField(max_length=20)
    text = models.TextField(max_length=LONGEST_TEXT)
    sender = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    name = models.CharField(max_length=LONGEST_NAME, blank=True)
    email = models.EmailField(blank=True)
    created = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=10, choices=State.choices, default=State.NEW)
    suspicion = models.CharField(max_length=60, blank=True)
    recipients = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="letters")
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    handled_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True)
    reason = models.CharField(max_length=500, blank=True)
    spam = models.BooleanField(default=False)
    mail = models.OneToOneField(Mail, null=True, on_delete=models.SET_NULL, related_name="+")

    objects = LetterQuerySet.as_manager()

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        indexes: ClassVar = [models.Index(fields=["state", "-created"], name="letters_by_state")]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to deal with it."""
        return self.state in self.OPEN

    @property
    def suspicions(self) -> list[str | Promise]:
        """Why it may be spam, in the reader's language."""
        return [Suspicion(each).label for each in self.suspicion.split()]
