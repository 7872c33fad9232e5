"""Rows of a case: places, figures, sources, costs, people… Each form names the fields that it takes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import count
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from experts.models import ExpertPage
from kb.core import cldr, visibility
from kb.filling.rows import RowForm, Rows

from .. import models
from .helping import told

NOTHING = ("", "---------")


class KeyedRows(Rows):
    """Rows by whose key others point to them. The keys are made here; nobody types them."""

    beginning: ClassVar[str] = ""

    def instances(self, before: Iterable[Any]) -> list[Any]:
        before = list(before)
        rows = super().instances(before)
        used = {row.key for row in (*before, *rows)}
        free: Iterator[str] = (
            name for number in count(1) if (name := self.beginning + str(number)) not in used
        )
        for row in rows:
            row.key = row.key or next(free)
        return rows


class PlaceRows(KeyedRows):
    beginning = "p"


class SourceRows(KeyedRows):
    beginning = "s"


class SiteForm(RowForm):
    class Meta:
        model = models.CaseSite
        fields = ("country", "province", "district", "village", "name_local", "precision")
        help_texts = {
            "country": told(_("The country of this place."), _("Cambodia")),
            "province": told(_("In Latin letters, without the word for province."), "Siem Reap"),
            "district": told(_("In Latin letters."), "Prasat Bakong"),
            "village": told(_("Leave it empty when it was done in the whole district."), "Ban Xor"),
            "name_local": told(_("The village, or else the district, as people there write it."), "ບ້ານຊໍ"),
            "precision": told(
                _("Say how exactly the place may be shown to readers."),
                _("Hidden, when somebody could be harmed"),
            ),
        }


class ReferenceForm(RowForm):
    url = forms.URLField(
        label=_("Address on the web"),
        max_length=600,
        required=False,
        assume_scheme="https",
        help_text=told(_("Copy it from the browser."), "https://example.org/report.pdf"),
    )

    class Meta:
        model = models.CaseReference
        fields = ("title", "authors", "publisher", "date", "url")
        help_texts = {
            "title": told(
                _("A report, a list, an interview: where a figure comes from."),
                _("Water report of the district, 2019"),
            ),
            "authors": told(_("Who wrote it, or who told it."), _("Chief of the village, interview")),
            "publisher": told(
                _("The office or organization behind it."), _("District office for rural development")
            ),
            "date": told(_("When it was published or told."), "2019, 2019-05"),
        }


def _choices(named: Iterable[tuple[str, str]], chosen: Any) -> list[tuple[str, str]]:
    found = [NOTHING, *named]
    if chosen and chosen not in dict(
        found
    ):  # a key that leads nowhere: it is shown so that it can be put right
        found.append((chosen, chosen))
    return found


def sources_of(page: Any) -> list[tuple[str, str]]:
    """Keys and titles of the sources of a case."""
    return [(row.key, row.title) for row in page.references.all()]


def places_of(page: Any) -> list[tuple[str, str]]:
    """Keys and names of the places of a case."""
    return [
        (row.key, next(iter(row.names), "") or cldr.country_name(row.country)) for row in page.sites.all()
    ]


class SourcedForm(RowForm):
    """A row with an amount, and where that comes from."""

    source = forms.ChoiceField(
        label=_("Source"),
        required=False,
        help_text=told(
            _("Choose one of the sources of this case. List it in the part “Sources” first."),
            _("Water report of the district, 2019"),
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        field: Any = self.fields["source"]
        field.choices = _choices(sources_of(self.page), self.initial.get("source"))


class ResultForm(SourcedForm):
    site = forms.ChoiceField(
        label=_("Place"),
        required=False,
        help_text=told(_("Leave it empty when the figure is for all places."), "Ban Xor"),
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        field: Any = self.fields["site"]
        field.choices = _choices(places_of(self.page), self.initial.get("site"))

    class Meta:
        model = models.CaseResult
        fields = (
            "indicator",
            "indicator_text",
            "site",
            "before",
            "before_date",
            "after",
            "unit",
            "qualifier",
            "as_of",
            "source",
            "method",
            "headline",
        )
        help_texts = {
            "indicator": told(
                _("Choose what was measured. Readers see it in their own language."), _("People reached")
            ),
            "indicator_text": told(
                _("Only when the list above has nothing that fits."), _("Days without water")
            ),
            "before": told(_("The figure before the work began. Leave it empty when nobody counted."), "120"),
            "before_date": told(_("When that was counted."), "2015"),
            "after": told(_("The figure that was counted last."), "510"),
            "unit": told(_("In what it is counted."), _("Persons, households, percent")),
            "qualifier": told(_("Say when the figure is not exact."), _("About, at least")),
            "as_of": told(_("When the figure was counted."), "2019-12"),
            "method": told(_("How it was counted, in a few words."), _("Visit to every house")),
            "headline": told(
                _("For the one or two figures that tell most."), _("510 people have water at home")
            ),
        }


class CostForm(SourcedForm):
    class Meta:
        model = models.CaseCost
        fields = (
            "item",
            "item_text",
            "amount",
            "currency",
            "participant_share",
            "qualifier",
            "as_of",
            "source",
        )
        help_texts = {
            "item": told(_("What was paid for."), _("Total cost, material, training")),
            "item_text": told(
                _("Only when the list above has nothing that fits."), _("Four kilometres of pipe")
            ),
            "amount": told(_("The number alone, without dots or commas between thousands."), "15000"),
            "currency": told(_("Three capital letters."), "USD, LAK, KHR"),
            "participant_share": told(
                _("How much of it the people paid themselves, in percent. Work counts too."), "20"
            ),
            "qualifier": told(_("Say when the figure is not exact."), _("About, at least")),
            "as_of": told(_("The year of the prices."), "2019"),
        }


class OrganisationForm(RowForm):
    url = forms.URLField(
        label=_("Address on the web"),
        max_length=600,
        required=False,
        assume_scheme="https",
        help_text=told(_("Copy it from the browser."), "https://example.org"),
    )

    class Meta:
        model = models.CaseOrganisation
        fields = ("name", "name_local", "role", "country", "url")
        help_texts = {
            "name": told(
                _("The name in Latin letters, without abbreviations."), "Ministry of Rural Development"
            ),
            "name_local": told(_("The name as the organization writes it itself."), "ក្រសួងអភិវឌ្ឍន៍ជនបទ"),
            "role": told(_("What it did here."), _("Paid for it, carried it out")),
            "country": told(_("Where its office is."), _("Cambodia")),
        }


class PersonForm(RowForm):
    """Who wrote the case or can explain it: by name, or by the page that the person has here."""

    profile = forms.CharField(
        label=_("Page of the person on this site"),
        max_length=300,
        required=False,
        help_text=told(
            _("Copy the address of the profile, when the person has one here."),
            "https://…/en/experts/la/bounmy/",
        ),
    )

    class Meta:
        model = models.CasePerson
        fields = ("name", "role", "note")
        help_texts = {
            "name": told(_("As it shall be shown to readers."), "Bounmy Phommasan"),
            "role": told(_("Authors wrote the text. Contacts answer questions."), _("Author")),
            "note": told(_("The office, or what the person did here."), _("Chief of the village until 2020")),
        }

    @classmethod
    def read(cls, row: Any) -> dict[str, Any]:
        own = {name: row.serializable_value(name) for name in ("name", "role", "note")}
        return {**own, "profile": row.expert.slug if row.expert_id else ""}

    def clean_profile(self) -> str:
        """The code of the profile, from its address or as it is."""
        typed = self.cleaned_data["profile"].strip()
        return typed.partition("?")[0].partition("#")[0].strip("/").rpartition("/")[2]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        code = cleaned.get("profile", "")
        self.expert = _expert(code, self.page) if code else None
        if code and self.expert is None:
            self.add_error(
                "profile", _("There is no public profile at this address. Write the name instead.")
            )
        elif not code and not cleaned.get("name") and "profile" in cleaned:
            self.add_error("name", _("Write the name of the person."))
        return cleaned

    def kept(self, row: Any) -> Any:
        row = super().kept(row)
        row.expert = self.expert
        return row


def _expert(code: str, case: Any) -> ExpertPage | None:
    """A public profile, or one that the case names already."""
    pages = ExpertPage.objects.filter(slug=code, original=None, alias_of=None)
    found: ExpertPage | None = pages.first()
    if found is None or visibility.is_public(found):
        return found
    return found if any(row.expert_id == found.pk for row in case.people.all()) else None
