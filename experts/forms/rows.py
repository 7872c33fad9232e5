"""Rows of a profile: languages, positions, contacts… Each form names the fields that it takes, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from kb.core import cldr, languages

from .. import models

MOST = 40  # rows of a kind
#: Languages that people of the region speak, beside those of the site.
SPOKEN = [
    "yue",
    "wuu",
    "ii",
    "bo",
    "ug",
    "mn",
    "za",
    "jv",
    "su",
    "mad",
    "min",
    "ban",
    "ceb",
    "ilo",
    "hil",
    "war",
    "ta",
    "te",
    "hi",
    "bn",
    "pt",
    "tet",
    "shn",
    "ksw",
    "kac",
    "mnw",
    "hmn",
    "lus",
    "cjm",
    "fr",
    "es",
    "de",
    "ja",
    "ko",
    "ru",
    "ar",
    "it",
    "nl",
]


def _languages() -> list[tuple[str, Any]]:
    return [("", "---------"), *_named(languages.current().code)]


@lru_cache(maxsize=len(languages.CODES))
def _named(reader: str) -> list[tuple[str, str]]:
    ours = [language.tag for language in languages.LANGUAGES]
    others = sorted(SPOKEN, key=lambda tag: cldr.language_name(tag, reader).casefold())
    return [(tag, cldr.language_name(tag, reader)) for tag in (*ours, *others)]


class RowForm(forms.ModelForm):
    """A row. One that is left empty is no row."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.label = str(field.label)[:1].upper() + str(field.label)[1:]


class LanguageForm(RowForm):
    language = forms.ChoiceField(label=_("Language"), choices=lazy(_languages, list))

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        known = self.initial.get("language")
        field: Any = self.fields["language"]
        choices = list(field.choices)
        if known and known not in dict(choices):  # what an import or an editor has named
            field.choices = [*choices, (known, cldr.language_name(known))]

    class Meta:
        model = models.ExpertLanguage
        fields = ("language", "level")


class PositionForm(RowForm):
    class Meta:
        model = models.ExpertPosition
        fields = ("title", "organisation", "start", "end")


class ExpertiseForm(RowForm):
    class Meta:
        model = models.ExpertExpertise
        fields = ("theme", "level")


class CountryForm(RowForm):
    class Meta:
        model = models.ExpertCountry
        fields = ("country",)


class EducationForm(RowForm):
    class Meta:
        model = models.ExpertEducation
        fields = ("degree", "institution", "year")


class PublicationForm(RowForm):
    url = forms.URLField(label=_("Address on the web"), max_length=600, required=False, assume_scheme="https")

    class Meta:
        model = models.ExpertPublication
        fields = ("title", "year", "url")


class ContactForm(RowForm):
    """A way to reach the person, checked as what it says it is, and who may see it."""

    class Meta:
        model = models.ExpertContact
        fields = ("type", "value", "visibility")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        kind, value = cleaned.get("type"), cleaned.get("value", "")
        try:
            if kind and value and kind.key == "email":
                validate_email(value)
            elif kind and value and kind.key == "website":
                URLValidator(["http", "https"])(value)
        except ValidationError as error:
            self.add_error("value", error)
        return cleaned


def in_order(rows: list[Any], before: Iterable[Any]) -> list[Any]:
    """The rows in this order. One that says what a row said before is that row, so that comparing two versions shows
    what has changed and nothing else.
    """
    known: dict[Any, list[Any]] = {}
    for row in before:
        known.setdefault(_says(row), []).append(row.pk)
    for place, row in enumerate(rows):
        row.sort_order = place
        same = known.get(_says(row))
        if same:
            row.pk = same.pop(0)
    return rows


def _says(row: Any) -> tuple[Any, ...]:
    fields = (field for field in row._meta.concrete_fields if field.name not in ("id", "page", "sort_order"))
    return tuple(field.value_from_object(row) for field in fields)


class Rows(forms.BaseFormSet):
    """The rows of one relation, in the order in which they stand. They take the place of those that were there."""

    #: How a row tells others from itself: two rows may not have the same.
    unique: ClassVar[str] = ""

    def initial_form_count(self) -> int:
        return 0 if self.is_bound else super().initial_form_count()

    def written(self) -> list[Any]:
        """The forms of the rows that somebody filled in."""
        return [form for form in self.forms if form.has_changed()]

    def instances(self, before: Iterable[Any]) -> list[Any]:
        """The rows as they are to be kept in the place of those `before`; the formset is valid."""
        return in_order([form.instance for form in self.written()], before)

    def clean(self) -> None:
        seen: set[Any] = set()
        for form in self.written():
            value = form.cleaned_data.get(self.unique) if self.unique else None
            if value is not None and value in seen:
                form.add_error(self.unique, _("This stands here twice. Remove one of the two."))
            seen.add(value)


def formset(form: type[RowForm], unique: str = "") -> Any:
    """The formset of a kind of rows, a subclass of `Rows`."""
    base = type("Rows", (Rows,), {"unique": unique})
    return forms.formset_factory(
        form, formset=base, extra=1, max_num=MOST, absolute_max=MOST + 1, validate_max=True
    )
