"""Passages of a case, a row each: steps, lessons, building blocks."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kb.filling.rows import AnyRowForm
from kb.vocabulary import labels

from .helping import told
from .rows import NOTHING


def _title(example: Any) -> forms.CharField:
    return forms.CharField(
        label=_("Title"), max_length=200, help_text=told(_("A few words that say what it is."), example)
    )


def _text(what: Any, example: Any) -> forms.CharField:
    return forms.CharField(
        label=_("Text"),
        required=False,
        max_length=15_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=told(what, example),
    )


class StepForm(AnyRowForm):
    title = _title(_("The village chooses a committee"))
    text = _text(
        _("Who did what, with what, and how long it took."),
        _("In March 2016 each household sent one person. They met for two days."),
    )


class LessonForm(AnyRowForm):
    title = _title(_("Ask for the fee from the first day"))
    text = _text(
        _("What you would do again, or would not, and why."),
        _("Where the fee began later, nobody paid it."),
    )


class BuildingBlockForm(AnyRowForm):
    """A part of the practice that could be used elsewhere by itself."""

    kind = forms.ChoiceField(
        label=_("Type"),
        required=False,
        help_text=told(_("What kind of thing it is."), _("A method, an agreement, a tool")),
    )
    title = _title(_("The book of the water committee"))
    text = _text(
        _("Describe it so that somebody else can make it."),
        _("One page a household, with the fee of each month."),
    )
    enabling = forms.CharField(
        label=_("What makes it work"),
        required=False,
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=told(_("What it needs around it."), _("Somebody who can read and is trusted")),
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        field: Any = self.fields["kind"]
        entries = labels.entries("building_block_kind")
        field.choices = [NOTHING, *((entry.key, labels.label_of(entry)) for entry in entries)]
        chosen = self.initial.get("kind")
        if chosen and chosen not in dict(field.choices):
            field.choices = [*field.choices, (chosen, labels.label("building_block_kind", chosen))]
