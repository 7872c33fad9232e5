"""The vocabulary: terms with stable keys and labels in every language. Retired, never deleted."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from kb.core import languages

from . import labels as words
from . import schemes, snapshot
from .fields import TermForeignKey
from .forms import TermForm
from .querysets import TermLabelQuerySet, TermQuerySet
from .signals import term_changed

KEY = r"[a-z0-9]+(?:[_.][a-z0-9]+)*"


def language_choices() -> list[tuple[str, str]]:
    return [(language.code, language.autonym) for language in languages.LANGUAGES]


class VersionManager(models.Manager):
    def token(self) -> str:
        """The present version; empty before anything was loaded."""
        # There is one row; to ask for the first would cost an order.
        return next(iter(self.values_list("token", flat=True)[:1]), "")

    def move(self) -> None:
        self.update_or_create(pk=1, defaults={"token": uuid4().hex})


class VocabularyVersion(models.Model):
    """One row whose token changes with every change of the vocabulary.

    It is random, not a counter: a count that was rolled back would be given again to other words.
    """

    token = models.CharField(max_length=32)
    objects = VersionManager()

    def __str__(self) -> str:
        return self.token


def announce(term_ids: Iterable[int]) -> None:
    """Say that these terms have changed: a new version, and `term_changed` with the terms below them too."""
    ids = frozenset(term_ids)
    if not ids:
        return
    VocabularyVersion.objects.move()
    snapshot.let_go()
    below = Term.objects.filter(parent_id__in=ids).values_list("pk", flat=True)
    term_changed.send(sender=Term, term_ids=ids.union(below))


class AnnouncedModel(models.Model):
    """A row whose saving announces its term, if anything in it has changed."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        names = [field.attname for field in self._meta.concrete_fields]
        with transaction.atomic():
            before = type(self)._base_manager.filter(pk=self.pk).values(*names).first() if self.pk else None
            super().save(*args, **kwargs)
            if before != {name: getattr(self, name) for name in names}:
                announce([getattr(self, type(self).objects.all().term_field)])


class Term(AnnouncedModel, ClusterableModel):
    """One entry of one scheme. Content holds it by foreign key; its key never changes and never goes away."""

    class UnitKind(models.TextChoices):
        COUNT = "count", _("Count")
        CURRENCY = "currency", _("Currency")
        PERCENT = "percent", _("Percentage")
        RATIO = "ratio", _("Ratio")
        SCORE = "score", _("Score")
        AREA = "area", _("Area")
        DISTANCE = "distance", _("Length")
        VOLUME = "volume", _("Volume")
        MASS = "mass", _("Weight")
        ENERGY = "energy", _("Energy")
        TIME = "time", _("Time")
        RATE = "rate", _("Rate")

    class Direction(models.TextChoices):
        UP = "up", _("Higher is better")
        DOWN = "down", _("Lower is better")

    scheme = models.CharField(_("list"), max_length=30, choices=schemes.choices)
    key = models.CharField(
        _("key"),
        max_length=50,
        validators=[RegexValidator(rf"^{KEY}$", _("Small letters, digits, underscores and dots only."))],
        help_text=_("Stays the same for ever: content, addresses and exports use it."),
    )
    parent = models.ForeignKey(
        "self", models.PROTECT, verbose_name=_("belongs to"), null=True, blank=True, related_name="children"
    )
    sort_order = models.PositiveIntegerField(pgettext_lazy("place in a list", "position"), default=1000)
    retired = models.BooleanField(
        _("no longer used"),
        default=False,
        help_text=_("Not offered any more. What uses it keeps it, because no term is ever deleted."),
    )
    symbol = models.CharField(
        _("symbol"), max_length=12, blank=True, help_text=_("Units only, e.g. km or %.")
    )
    unit_kind = models.CharField(_("type of unit"), max_length=10, choices=UnitKind.choices, blank=True)
    default_unit = TermForeignKey(scheme="unit", verbose_name=_("usual unit"), null=True, blank=True)
    direction = models.CharField(_("direction"), max_length=4, choices=Direction.choices, blank=True)
    delivered = models.CharField(max_length=64, blank=True, editable=False)  # hash of what was loaded last

    objects = TermQuerySet.as_manager()
    base_form_class = TermForm

    class Meta:
        verbose_name = _("term")
        verbose_name_plural = _("vocabulary")
        ordering = ["scheme", "sort_order", "key"]
        constraints = [models.UniqueConstraint(fields=["scheme", "key"], name="vocabulary_term_scheme_key")]

    def __str__(self) -> str:
        return words.label(self.scheme, self.key) if self.pk else self.key

    def __repr__(self) -> str:  # without a query: errors are printed inside broken transactions too
        return f"<Term {self.scheme}: {self.key}>"

    @property
    def label(self) -> str:
        """Label in the active language."""
        return words.label(self.scheme, self.key)

    @property
    def definition(self) -> str:
        """Definition in the active language."""
        return words.definition(self.scheme, self.key)

    def clean(self) -> None:
        super().clean()
        if self.parent is None:
            return
        if self.parent.scheme != self.scheme:
            raise ValidationError({"parent": _("Choose a term of the same list.")})
        if self.parent_id == self.pk or (self.scheme not in schemes.DEEP and self._is_deep()):
            raise ValidationError({"parent": _("A list has two levels only.")})

    def _is_deep(self) -> bool:
        return bool(self.parent.parent_id or (self.pk and self.children.exists()))


class TermLabel(AnnouncedModel):
    """The words for a term in one language."""

    class State(models.TextChoices):
        ORIGINAL = "original", _("original")
        REVIEWED = "reviewed", _("reviewed")
        HUMAN = "human", _("translated by a person")
        MACHINE = "machine", _("machine translation, not checked")

    term = ParentalKey(Term, on_delete=models.CASCADE, related_name="labels")
    language = models.CharField(_("language"), max_length=12, choices=language_choices)
    label = models.CharField(_("label"), max_length=150)
    definition = models.CharField(_("definition"), max_length=500, blank=True)
    synonyms = models.TextField(
        _("other names"),
        blank=True,
        help_text=_("One a line: synonyms, abbreviations, other spellings. Works are found by them."),
    )
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.HUMAN)
    delivered = models.CharField(max_length=64, blank=True, editable=False)  # hash of what was loaded last

    objects = TermLabelQuerySet.as_manager()

    class Meta:
        verbose_name = _("label")
        verbose_name_plural = _("labels")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["term", "language"], name="vocabulary_label_term_language")
        ]

    def __str__(self) -> str:
        return self.label
