"""Rows of a profile: languages, positions, contacts… Each form names the fields that it takes, and nothing else."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from kb.core import cldr, languages
from kb.filling.rows import RowForm

from .. import models

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
