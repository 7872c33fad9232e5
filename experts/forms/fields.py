"""Single answers of a profile. Each form names the columns that it takes; whatever else is sent is not read."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Any

from django import forms
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _
from wagtail.images import get_image_model
from wagtail.images.fields import WagtailImageField

from kb.core import countries, images
from kb.vocabulary import labels
from kb.vocabulary.forms import TermChoiceField
from kb.vocabulary.models import Term

from .. import models, writing
from .rows import in_order


def _countries() -> list[tuple[str, str]]:
    return [("", "---------"), *countries.choices()]


class ColumnsForm(forms.Form):
    """A form whose fields have the names of a page's columns."""

    def __init__(self, data: Any = None, *, page: Any, prefix: str | None = None):
        self.page = page
        super().__init__(data, prefix=prefix, initial=self.initial_of(page))

    def initial_of(self, page: Any) -> dict[str, Any]:
        """What the page says now."""
        return {name: getattr(page, name) for name in self.base_fields}

    def write(self, page: Any) -> None:
        """Give the page what was typed; the form is valid."""
        for name in self.base_fields:
            setattr(page, name, self.cleaned_data[name])


class NamesForm(ColumnsForm):
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
    kinds = forms.TypedMultipleChoiceField(
        label=_("What you are"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        _offer(self.fields["kinds"], "expert_kind")

    def initial_of(self, page: Any) -> dict[str, Any]:
        columns = {name: getattr(page, name) for name in self.base_fields if name != "kinds"}
        return {**columns, "kinds": [row.term_id for row in page.kind_rows.all()]}

    def write(self, page: Any) -> None:
        for name in self.base_fields:
            if name != "kinds":
                setattr(page, name, self.cleaned_data[name])
        page.kind_rows = _term_rows(
            models.ExpertKind, page.kind_rows.all(), self.fields["kinds"], self.cleaned_data["kinds"]
        )


class OrcidForm(ColumnsForm):
    """The number under which publications are listed elsewhere."""

    orcid = forms.CharField(
        label="ORCID",
        max_length=19,
        required=False,
        validators=[models.ORCID],
        help_text="0000-0002-1825-0097",
    )


class AvailabilityForm(ColumnsForm):
    """What the person can be asked for, and how."""

    available = forms.TypedMultipleChoiceField(
        label=_("You can be asked for"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    mode = TermChoiceField(
        Term.objects.filter(scheme="work_mode"),
        scheme="work_mode",
        label=_("Remote or travelling"),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        _offer(self.fields["available"], "availability")

    def initial_of(self, page: Any) -> dict[str, Any]:
        return {"mode": page.mode_id, "available": [row.term_id for row in page.availability_rows.all()]}

    def write(self, page: Any) -> None:
        page.mode = self.cleaned_data["mode"]
        page.availability_rows = _term_rows(
            models.ExpertAvailability,
            page.availability_rows.all(),
            self.fields["available"],
            self.cleaned_data["available"],
        )


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

    def initial_of(self, page: Any) -> dict[str, Any]:
        return {"title": page.title, "summary": page.summary, "biography": writing.to_text(page.biography)}

    def write(self, page: Any) -> None:
        page.title, page.summary = self.cleaned_data["title"], self.cleaned_data["summary"]
        if "biography" in self.changed_data:  # else it keeps what only the editors' page can write
            page.biography = writing.to_html(self.cleaned_data["biography"])


class PhotographForm(forms.Form):
    """A photograph, checked by its content and written anew as every image of the site, and what it shows for those
    who do not see it. Not the form of the admin, which asks who may add to which collection.
    """

    file = WagtailImageField(label=_("Photograph"))
    description = forms.CharField(label=_("What the photograph shows"), max_length=255, required=False)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = _("A picture of you alone. JPEG, PNG, WebP or AVIF.")

    def clean_file(self) -> Any:
        return images.clean(self.cleaned_data["file"])

    def save(self, title: str, user: Any) -> Any:
        """Keep it as an image of its own in the library; the form is valid."""
        given = {"file": self.cleaned_data["file"], "description": self.cleaned_data["description"]}
        # Renditions are public files: nobody shall guess the name of one that is not shown yet, or not any more.
        given["file"].name = f"{secrets.token_hex(12)}{Path(given['file'].name).suffix.lower()}"
        image = get_image_model()(title=title, uploaded_by_user=user, **given)
        image._set_image_file_metadata()
        image.save()
        return image


def _offer(field: Any, scheme: str) -> None:
    field.choices = [(entry.pk, labels.label_of(entry)) for entry in labels.entries(scheme)]


def _term_rows(model: Any, rows: Any, field: Any, chosen: list[int]) -> list[Any]:
    """Rows of the chosen terms, with those that are no longer offered and stood there before."""
    offered = {pk for pk, _label in field.choices}
    kept = [row.term_id for row in rows if row.term_id not in offered]
    return in_order([model(term_id=pk) for pk in [*kept, *chosen]], rows)
