"""Single answers of a profile. Each form names the columns that it takes; whatever else is sent is not read."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from kb.core import countries
from kb.filling import photographs
from kb.filling.columns import ColumnsForm, TermsForm, terms_field
from kb.vocabulary.forms import TermChoiceField
from kb.vocabulary.models import Term

from .. import models


def _countries() -> list[tuple[str, str]]:
    return [("", "---------"), *countries.choices()]


class NamesForm(TermsForm):
    """Who the person is."""

    name = forms.CharField(label=_("Your name, as it shall be shown"), max_length=200)
    name_own_script = forms.CharField(label=_("Your name in its own script"), max_length=200, required=False)
    name_romanised = forms.CharField(label=_("Your name in Latin letters"), max_length=200, required=False)
    other_names = forms.CharField(
        label=_("Other names"),
        help_text=_("One a line. The search knows them all."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        required=False,
    )
    country = forms.ChoiceField(label=_("Country of work"), choices=lazy(_countries, list))
    kinds = terms_field(label=_("What you are"))
    relations = {"kinds": ("kind_rows", models.ExpertKind, "expert_kind")}


class OrcidForm(ColumnsForm):
    """The number under which publications are listed elsewhere."""

    orcid = forms.CharField(
        label="ORCID",
        max_length=19,
        required=False,
        validators=[models.ORCID],
        help_text="0000-0002-1825-0097",
    )


class AvailabilityForm(TermsForm):
    """What the person can be asked for, and how."""

    available = terms_field(label=_("You can be asked for"))
    mode = TermChoiceField(
        Term.objects.filter(scheme="work_mode"),
        scheme="work_mode",
        label=_("Remote or travelling"),
        required=False,
    )

    relations = {"available": ("availability_rows", models.ExpertAvailability, "availability")}


class WordsForm(ColumnsForm):
    """The words of a profile in one language."""

    title = forms.CharField(
        label=_("Headline"), max_length=255, help_text=_("A few words that stand below your name.")
    )
    summary = forms.CharField(
        label=_("Summary"),
        help_text=_("What you know, and what you can be asked, in a few sentences."),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=3000,
        required=False,
    )
    biography = forms.CharField(
        label=_("Biography"),
        help_text=_(
            "Leave an empty line between paragraphs. Begin a line with - for a list. Write a link as [words](address)."
        ),
        widget=forms.Textarea(attrs={"rows": 14}),
        max_length=30_000,
        required=False,
    )
    rich = ("biography",)


class PhotographForm(photographs.PhotographForm):
    """A picture of the person."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = _("A picture of you alone. JPEG, PNG, WebP or AVIF.")
