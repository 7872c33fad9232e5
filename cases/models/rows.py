"""The facts of a case that come in rows. They belong to the original; translations show them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from taggit.models import TaggedItemBase
from wagtail.models import Orderable

from kb.core.countries import CountryField
from kb.core.fields import PartialDateField, WorkForeignKey, validate_currency
from kb.vocabulary.fields import TermForeignKey

KEY = {"max_length": 40, "help_text": _("A short name by which other rows point here, for example s1.")}


def _case(related_name: str) -> ParentalKey:
    return ParentalKey("cases.CasePage", on_delete=models.CASCADE, related_name=related_name)


class CaseSite(Orderable):
    """A place of the practice. A country-wide programme has one with the country alone."""

    page = _case("sites")
    key = models.CharField(_("key"), **KEY)
    country = CountryField(_("country"))
    province = models.CharField(_("province"), max_length=120, blank=True)
    district = models.CharField(_("district"), max_length=120, blank=True)
    village = models.CharField(_("village"), max_length=120, blank=True)
    name_local = models.CharField(_("name in its own script"), max_length=160, blank=True)
    other_names = models.TextField(
        _("other names"), blank=True, help_text=_("One a line. The search knows them all.")
    )
    latitude = models.DecimalField(
        _("latitude"),
        max_digits=8,
        decimal_places=5,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(-90)), MaxValueValidator(Decimal(90))],
    )
    longitude = models.DecimalField(
        _("longitude"),
        max_digits=8,
        decimal_places=5,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(-180)), MaxValueValidator(Decimal(180))],
    )
    precision = TermForeignKey(
        scheme="place_precision", verbose_name=_("precision of the place"), null=True, blank=True
    )

    class Meta(Orderable.Meta):
        verbose_name = _("place")

    @property
    def names(self) -> list[str]:
        """Every name of the place, the nearest first."""
        others = [line.strip() for line in self.other_names.splitlines()]
        return [
            name for name in (self.village, self.name_local, *others, self.district, self.province) if name
        ]


class CaseTheme(Orderable):
    page = _case("theme_rows")
    term = TermForeignKey(scheme="theme", verbose_name=_("theme"))


class CaseSDG(Orderable):
    page = _case("sdg_rows")
    term = TermForeignKey(scheme="sdg", verbose_name=_("goal or target"))


class CaseTargetGroup(Orderable):
    page = _case("target_group_rows")
    term = TermForeignKey(scheme="target_group", verbose_name=_("target group"))


class CasePovertyDimension(Orderable):
    page = _case("poverty_dimension_rows")
    term = TermForeignKey(scheme="poverty_dimension", verbose_name=_("dimension of poverty"))


class CaseCondition(Orderable):
    page = _case("condition_rows")
    term = TermForeignKey(scheme="condition", verbose_name=_("condition for success"))


class CaseReference(Orderable):
    """A source. Figures point to it by its key; the page numbers sources in this order."""

    page = _case("references")
    key = models.CharField(_("key"), **KEY)
    title = models.CharField(_("title"), max_length=400)
    authors = models.CharField(_("authors"), max_length=300, blank=True)
    publisher = models.CharField(_("publisher"), max_length=200, blank=True)
    date = PartialDateField(_("date"))
    url = models.URLField(_("address"), max_length=600, blank=True)
    language = models.CharField(_("language"), max_length=12, blank=True)
    accessed = models.DateField(_("read on"), null=True, blank=True)

    class Meta(Orderable.Meta):
        verbose_name = _("source")


def _amount(label: Any) -> models.DecimalField:
    return models.DecimalField(label, max_digits=20, decimal_places=4, null=True, blank=True)


class CaseResult(Orderable):
    """One figure: what was measured, before and after, with unit, date and source.

    Rows with the same `group` are figures for one thing that differ between sources. Rows of one indicator,
    place and unit over three or more dates are drawn as a chart.
    """

    page = _case("results")
    indicator = TermForeignKey(scheme="indicator", verbose_name=_("indicator"), null=True, blank=True)
    indicator_text = models.CharField(_("indicator in words"), max_length=200, blank=True)
    site = models.CharField(
        _("place"), max_length=40, blank=True, help_text=_("Key of the place; empty: all places.")
    )
    before = _amount(_("before"))
    before_date = PartialDateField(_("date before"))
    after = _amount(_("after"))
    as_of = PartialDateField(_("as of"))
    unit = TermForeignKey(scheme="unit", verbose_name=_("unit"), null=True, blank=True)
    qualifier = TermForeignKey(scheme="qualifier", verbose_name=_("how exact"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=40, blank=True, help_text=_("Key of the source."))
    method = models.CharField(_("method"), max_length=300, blank=True)
    headline = models.BooleanField(_("show large"), default=False)
    group = models.CharField(
        _("differing figures"), max_length=40, blank=True, help_text=_("The same word on rows that disagree.")
    )

    class Meta(Orderable.Meta):
        verbose_name = _("figure")

    def clean(self) -> None:
        super().clean()
        if not self.indicator_id and not self.indicator_text:
            raise ValidationError({"indicator": _("Choose an indicator, or say in words what was measured.")})
        if self.before is None and self.after is None:
            raise ValidationError({"after": _("Give a figure, or leave the row out.")})


class CaseCost(Orderable):
    """A cost and who bore it."""

    page = _case("costs")
    item = TermForeignKey(scheme="cost_item", verbose_name=_("item"), null=True, blank=True)
    item_text = models.CharField(_("item in words"), max_length=200, blank=True)
    amount = _amount(_("amount"))
    currency = models.CharField(
        _("currency"),
        max_length=3,
        blank=True,
        help_text=_("ISO 4217, for example USD."),
        validators=[validate_currency],
    )
    participant_share = models.DecimalField(
        _("share borne by participants, %"),
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(100))],
    )
    qualifier = TermForeignKey(scheme="qualifier", verbose_name=_("how exact"), null=True, blank=True)
    as_of = PartialDateField(_("as of"))
    source = models.CharField(_("source"), max_length=40, blank=True, help_text=_("Key of the source."))

    class Meta(Orderable.Meta):
        verbose_name = _("cost")


class CaseOrganisation(Orderable):
    page = _case("organisations")
    name = models.CharField(_("name"), max_length=250)
    name_local = models.CharField(_("name in its own script"), max_length=250, blank=True)
    role = TermForeignKey(scheme="organisation_role", verbose_name=_("role"), null=True, blank=True)
    country = CountryField(_("country"), blank=True)
    url = models.URLField(_("address"), max_length=600, blank=True)


class CasePerson(Orderable):
    """Who wrote the case or can explain it: an expert of the site, or a name."""

    page = _case("people")
    expert = WorkForeignKey(
        "experts.ExpertPage", null=True, blank=True, on_delete=models.SET_NULL, related_name="case_roles"
    )
    name = models.CharField(_("name"), max_length=200, blank=True)
    role = TermForeignKey(scheme="person_role", verbose_name=_("role"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)


class CaseAdaptedFrom(Orderable):
    page = _case("adapted_from_rows")
    case = WorkForeignKey("cases.CasePage", on_delete=models.CASCADE, related_name="adapted_as_rows")


class CasePhoto(Orderable):
    """A photograph; its caption and alternative text are words, in the same order."""

    page = _case("photos")
    image = models.ForeignKey("wagtailimages.Image", on_delete=models.CASCADE, related_name="+")
    credit = models.CharField(_("credit"), max_length=200, blank=True)
    consent = models.BooleanField(_("the people shown have agreed"), default=False)
    taken = PartialDateField(_("taken"))


class CaseTag(TaggedItemBase):
    content_object = ParentalKey("cases.CasePage", on_delete=models.CASCADE, related_name="tagged_items")
