"""Single answers of a case, a form a part."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from kb.core.fields import validate_partial_date
from kb.filling.columns import ColumnsForm, TermsForm, terms_field
from kb.vocabulary.forms import TermChoiceField
from kb.vocabulary.models import Term

from .. import models
from .helping import told

LICENCES = ("CC BY 4.0", "CC BY-SA 4.0", "CC BY-NC 4.0", "CC BY-NC-SA 4.0", "CC0 1.0")
MOST_TAGS = 15


def _story(label: Any, help_text: Any, rows: int = 8) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}),
        max_length=30_000,
        required=False,
    )


def _term(scheme: str, label: Any, help_text: Any) -> TermChoiceField:
    return TermChoiceField(
        Term.objects.filter(scheme=scheme), scheme=scheme, label=label, help_text=help_text, required=False
    )


def _date(label: Any, help_text: Any) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=help_text, max_length=10, validators=[validate_partial_date], required=False
    )


class BasicsForm(ColumnsForm):
    """What it is called, and what it is in a few sentences."""

    title = forms.CharField(
        label=_("Title"),
        max_length=255,
        help_text=told(
            _("Say what was done and where. Leave out slogans."),
            _("Clean water for Ban Xor by a pipe that the village keeps itself"),
        ),
    )
    summary = forms.CharField(
        label=_("Summary"),
        widget=forms.Textarea(attrs={"rows": 7}),
        max_length=3000,
        required=False,
        help_text=told(
            _("Write 50 to 150 words. Say what was done, for whom, and what changed."),
            _(
                "In 2016 the 84 households of Ban Xor laid four kilometres of pipe from a spring. Nobody walks for water now."
            ),
        ),
    )


class ThemesForm(TermsForm):
    """What it is about."""

    themes = terms_field(
        label=_("Themes"),
        help_text=told(
            _("Tick all that fit, the narrower ones rather than the wide ones."),
            _("Water supply, not Infrastructure"),
        ),
    )
    relations = {"themes": ("theme_rows", models.CaseTheme, "theme")}


class PeriodForm(ColumnsForm):
    """When it was, how large, and in which form."""

    status = _term(
        "status",
        _("Status"),
        told(_("Say how it stands today."), _("Finished, when nothing is done any more")),
    )
    start = _date(
        _("Start"), told(_("A year is enough. Add month and day where you know them."), "2016, 2016-03")
    )
    end = _date(_("End"), told(_("Leave it empty while the work goes on."), "2019-12"))
    scale = _term(
        "scale",
        _("Scale"),
        told(_("Count the villages or sites where it was done."), _("One village: one site")),
    )
    delivery_model = _term(
        "delivery_model",
        _("Delivery model"),
        told(_("Say in which way the help reached people."), _("Grants to the community, training, cash")),
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        start, end = cleaned.get("start", ""), cleaned.get("end", "")
        if start and end and end[: len(start)] < start[: len(end)]:
            self.add_error("end", _("The end lies before the start. Correct one of the two."))
        return cleaned


class ProblemForm(ColumnsForm):
    """What it was good for."""

    problem = _story(
        _("Problem and context"),
        told(
            _("Say how people lived before, and why. Leave an empty line between paragraphs."),
            _("Women walked two hours a day for water, in the dry season three."),
        ),
        14,
    )
    rich = ("problem",)


class TargetGroupsForm(TermsForm):
    """For whom it was."""

    groups = terms_field(
        label=_("Target groups"),
        help_text=told(_("Tick those for whom it was meant."), _("Poor households, women")),
    )
    relations = {"groups": ("target_group_rows", models.CaseTargetGroup, "target_group")}


class OutcomeForm(ColumnsForm):
    """What changed, in words."""

    outcome = _story(
        _("What changed"),
        told(
            _("Say what is different for people now. Figures have rows of their own below."),
            _("Children go to school in the morning. Nobody fetches water any more."),
        ),
    )
    rich = ("outcome",)


class EvidenceForm(ColumnsForm):
    """How the results are known."""

    evidence_level = _term(
        "evidence_level",
        _("Type of evidence"),
        told(
            _("Choose the strongest kind that you can show."), _("What people tell, figures of the project")
        ),
    )
    evidence_confirmed_by = forms.CharField(
        label=_("Confirmed by"),
        max_length=200,
        required=False,
        help_text=told(
            _("Who has checked the results and did not do the work?"), _("Statistics office of the district")
        ),
    )


class ReplicationForm(ColumnsForm):
    """What others need to know who want to do the same."""

    replication_where = _story(
        _("Where it can work"),
        told(_("Say what a place must have."), _("A spring above the village that runs all year")),
        5,
    )
    replication_adapt = _story(
        _("What must be adapted"),
        told(_("Say what is different in each place."), _("The fee, to what families can pay")),
        5,
    )
    replication_keep = _story(
        _("What must not be dropped"),
        told(_("Say what it fails without."), _("The committee that collects the fee")),
        5,
    )
    rich = ("replication_where", "replication_adapt", "replication_keep")


class LicenceForm(ColumnsForm):
    """What others may do with the text, and whose it is."""

    licence = forms.ChoiceField(
        label=_("Licence"),
        required=False,
        help_text=told(
            _("Say what others may do with the text. CC BY: everything, when they name you."), "CC BY 4.0"
        ),
    )
    original_statement = forms.BooleanField(
        label=_("The authors wrote this text themselves, and nothing in it is copied without saying so"),
        required=False,
        help_text=told(
            _("Without this the editors cannot take it. Name what you quote as a source."),
            _("A sentence from a report: list the report"),
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        known = dict.fromkeys((*LICENCES, self.page.licence))
        field: Any = self.fields["licence"]
        field.choices = [("", "---------"), *((name, name) for name in known if name)]


class CooperationForm(ColumnsForm):
    """Who worked with whom."""

    cooperation_form = _term(
        "cooperation_form",
        _("Type of cooperation"),
        told(_("Say who worked with whom."), _("Two countries, or partners of one country alone")),
    )


class GoalsForm(TermsForm):
    """The goals that it serves."""

    goals = terms_field(
        label=_("Sustainable Development Goals"),
        help_text=told(
            _("Tick few: those that the results show."), _("Goal 6 when people have clean water now")
        ),
    )
    relations = {"goals": ("sdg_rows", models.CaseSDG, "sdg")}


class PovertyForm(TermsForm):
    """In which way people were poor."""

    dimensions = terms_field(
        label=_("Dimensions of poverty"),
        help_text=told(_("Tick what became better."), _("Health, when fewer children are ill")),
    )
    relations = {"dimensions": ("poverty_dimension_rows", models.CasePovertyDimension, "poverty_dimension")}


class ConditionsForm(TermsForm):
    """What it needed to succeed."""

    conditions = terms_field(
        label=_("Conditions for success"),
        help_text=told(_("Tick what it would have failed without."), _("A local organization that lasts")),
    )
    relations = {"conditions": ("condition_rows", models.CaseCondition, "condition")}


class SetbacksForm(ColumnsForm):
    """What did not work."""

    setbacks = _story(
        _("What went wrong"),
        told(
            _("Others learn most from this. Say what happened, and what you did then."),
            _("The first pump broke after a month, and nobody could repair it."),
        ),
    )
    rich = ("setbacks",)


class AfterForm(ColumnsForm):
    """What became of it."""

    after_end = _term(
        "after_end",
        _("After the end"),
        told(_("Say what is left since the money ended."), _("It goes on, paid by the village")),
    )
    after_end_checked = _date(
        _("Last checked on"), told(_("When did somebody look for the last time?"), "2024-05")
    )


class TagsForm(ColumnsForm):
    """Words by which it is found."""

    tags = forms.CharField(
        label=_("Tags"),
        max_length=400,
        required=False,
        help_text=told(
            _("Words that no list above has, with commas between them."), _("spring, bamboo pipe")
        ),
    )

    def initial_of(self, page: Any) -> dict[str, Any]:
        return {"tags": ", ".join(sorted(tag.name for tag in page.tags.all()))}

    def clean_tags(self) -> list[str]:
        typed = re.split(r"[\uff0c,、،\n]", self.cleaned_data["tags"])
        names = list(dict.fromkeys(name.strip() for name in typed if name.strip()))
        if len(names) > MOST_TAGS:
            raise ValidationError(_("These are too many. Keep the fifteen that matter most."))
        if any(len(name) > 100 for name in names):
            raise ValidationError(_("One of them is too long. Put commas between the words."))
        return names

    def write(self, page: Any) -> None:
        page.tags.set(self.cleaned_data["tags"])


class NoteForm(ColumnsForm):
    """What a new version of a public case changes."""

    change_note = forms.CharField(
        label=_("What has changed"),
        max_length=300,
        required=False,
        help_text=told(
            _("One sentence for those who know the version before."),
            _("The figures of 2024 are added."),
        ),
    )
