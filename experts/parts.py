"""The parts of a profile as its holder fills them in: which form and which rows, and what they say in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models as db
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kb.core import cldr
from kb.core.countries import CountryField

from .forms import fields, rows
from .models import ExpertPage

Text = str | Promise


@dataclass(frozen=True, slots=True)
class RowsOf:
    """Rows of one relation: `each` is what one row is called, `add` the words on the button that adds one."""

    relation: str
    formset: type[rows.Rows]
    title: Text
    each: Text
    add: Text


@dataclass(frozen=True, slots=True)
class Part:
    """One page of the form. `columns`: the form of single answers, when it has any."""

    key: str
    title: Text
    columns: type[fields.ColumnsForm] | None = None
    rows: tuple[RowsOf, ...] = ()


_LANGUAGE = RowsOf(
    "languages",
    rows.formset(rows.LanguageForm, "language"),
    _("Languages"),
    _("Language"),
    _("Add a language"),
)
_POSITION = RowsOf(
    "positions",
    rows.formset(rows.PositionForm),
    _("Positions"),
    pgettext_lazy("job", "Position"),
    _("Add a position"),
)
_THEME = RowsOf(
    "expertise", rows.formset(rows.ExpertiseForm, "theme"), _("Expertise"), _("Theme"), _("Add a theme")
)
_COUNTRY = RowsOf(
    "country_experience",
    rows.formset(rows.CountryForm, "country"),
    _("Experience in countries"),
    _("Country"),
    _("Add a country"),
)
_DEGREE = RowsOf(
    "education", rows.formset(rows.EducationForm), _("Education"), _("Degree"), _("Add a degree")
)
_PUBLICATION = RowsOf(
    "publications",
    rows.formset(rows.PublicationForm),
    _("Publications"),
    _("Publication"),
    _("Add a publication"),
)
_CONTACT = RowsOf("contacts", rows.formset(rows.ContactForm), _("Contact"), _("Contact"), _("Add a contact"))

PARTS: Mapping[str, Part] = {
    part.key: part
    for part in (
        Part("who", _("Who you are"), fields.NamesForm),
        Part("languages", _("Languages"), None, (_LANGUAGE,)),
        Part("positions", _("Positions"), None, (_POSITION,)),
        Part("expertise", _("Expertise"), None, (_THEME,)),
        Part("countries", _("Experience in countries"), None, (_COUNTRY,)),
        Part("education", _("Education and publications"), fields.OrcidForm, (_DEGREE, _PUBLICATION)),
        Part("availability", _("What you can be asked for"), fields.AvailabilityForm),
        Part("contacts", _("Contact"), None, (_CONTACT,)),
    )
}
WORDS = Part("words", _("Words"), fields.WordsForm)


def said(part: Part, page: ExpertPage) -> list[tuple[str, str]]:
    """What a page says in this part, as (label, text) in the reader's language; compared to see what has changed."""
    found = []
    if part.columns is not None:
        form = part.columns(page=page)
        found += [(str(form.fields[name].label), _answer(form, name)) for name in form.fields]
    for each in part.rows:
        shown = [" · ".join(_cells(each, row)) for row in getattr(page, each.relation).all()]
        found.append((str(each.title), "; ".join(shown)))
    return found


def _answer(form: fields.ColumnsForm, name: str) -> str:
    value, choices = form.initial.get(name), getattr(form.fields[name], "choices", None)
    if choices is None:
        return str(value or "")
    chosen = value if isinstance(value, list) else [value]
    return ", ".join(str(label) for key, label in choices if key in chosen and key not in ("", None))


def _cells(each: RowsOf, row: Any) -> Iterator[str]:
    for name in each.formset.form.base_fields:
        field: db.Field = row._meta.get_field(name)
        if hasattr(row, f"{name}_label"):
            text = getattr(row, f"{name}_label")
        elif isinstance(field, CountryField):
            text = cldr.country_name(row.country)
        elif name == "language":
            text = cldr.language_name(row.language)
        else:
            text = getattr(row, name)
        if text not in (None, ""):
            yield str(text)
