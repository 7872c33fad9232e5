"""The parts of a profile as its holder fills them in: which form and which rows."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kb.filling.parts import Part, RowsOf
from kb.filling.rows import formset

from .forms import fields, rows

_LANGUAGE = RowsOf(
    "languages",
    formset(rows.LanguageForm, "language"),
    _("Languages"),
    _("Language"),
    _("Add a language"),
)
_POSITION = RowsOf(
    "positions",
    formset(rows.PositionForm),
    _("Positions"),
    pgettext_lazy("job", "Position"),
    _("Add a position"),
)
_THEME = RowsOf(
    "expertise", formset(rows.ExpertiseForm, "theme"), _("Expertise"), _("Theme"), _("Add a theme")
)
_COUNTRY = RowsOf(
    "country_experience",
    formset(rows.CountryForm, "country"),
    _("Experience in countries"),
    _("Country"),
    _("Add a country"),
)
_DEGREE = RowsOf("education", formset(rows.EducationForm), _("Education"), _("Degree"), _("Add a degree"))
_PUBLICATION = RowsOf(
    "publications",
    formset(rows.PublicationForm),
    _("Publications"),
    _("Publication"),
    _("Add a publication"),
)
_CONTACT = RowsOf("contacts", formset(rows.ContactForm), _("Contact"), _("Contact"), _("Add a contact"))

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
