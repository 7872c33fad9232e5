"""What of the grid is shown, who is asked to translate, and what comes back."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from kb.accounts import people
from kb.core import cldr, countries, languages
from kb.vocabulary import labels

from . import files, works

ALL = ("", _("all"))


class FilterForm(forms.Form):
    """Filters of the grid. `language` chooses the column, and where there is a state, the language that is in it."""

    kind = forms.ChoiceField(label=_("Type"), required=False)
    country = forms.ChoiceField(label=_("Country"), required=False)
    theme = forms.ChoiceField(label=_("Theme"), required=False)
    language = forms.ChoiceField(label=_("Language"), required=False)
    state = forms.ChoiceField(label=_("State of the text"), required=False)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["kind"].choices = [ALL, *((kind, capfirst(str(label))) for kind, _m, label in works.kinds())]
        fields["country"].choices = [ALL, *countries.choices()]
        fields["theme"].choices = [ALL, *themes()]
        named = [(each.code, cldr.language_name(each.tag)) for each in languages.LANGUAGES]
        fields["language"].choices = [ALL, *named]
        fields["state"].choices = [ALL, *((state, works.state_name(state)) for state in works.STATES)]

    @property
    def chosen(self) -> dict[str, str]:
        """What was chosen; what cannot be chosen counts for nothing."""
        self.is_valid()
        return {name: self.cleaned_data.get(name, "") for name in self.fields}

    def narrow(self, originals: QuerySet[Page]) -> QuerySet[Page]:
        """The works that are chosen."""
        chosen = self.chosen
        if chosen["kind"]:
            originals = works.of_kind(originals, chosen["kind"])
        if chosen["country"]:
            originals = works.of_country(originals, chosen["country"])
        if chosen["theme"]:
            originals = works.of_theme(originals, chosen["theme"])
        if chosen["state"]:
            originals = works.in_state(originals, chosen["state"], chosen["language"])
        return originals


def themes() -> list[tuple[str, str]]:
    """The themes in the order of the vocabulary, those below another behind a dash."""
    return [
        (entry.key, f"{'– ' * len(labels.ancestors('theme', entry.key))}{labels.label_of(entry)}")
        for entry in labels.entries("theme", retired=True)
    ]


class GiveForm(forms.Form):
    """Who is asked to translate, until when."""

    person = forms.CharField(label=_("User name or e-mail address"), max_length=254)
    due = forms.DateField(
        label=_("To be done by"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def clean_person(self) -> Any:
        person = people.find(self.cleaned_data["person"].strip())
        if person is None:
            raise forms.ValidationError(
                _("There is no such account. Correct the name, or open an account first.")
            )
        return person

    def clean_due(self) -> Any:
        due = self.cleaned_data["due"]
        if due is not None and due < timezone.localdate():
            raise forms.ValidationError(_("This day has passed. Choose a later one."))
        return due


class FileForm(forms.Form):
    """A file with translations."""

    file = forms.FileField(label=_("File with the translations (XLIFF or XLSX)"))

    def clean_file(self) -> Any:
        self.entries = files.read(self.cleaned_data["file"])
        return self.cleaned_data["file"]
