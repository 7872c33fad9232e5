"""Expert profiles."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, ClassVar
from urllib.parse import quote

from django.core.validators import RegexValidator
from django.db import models
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from taggit.models import TaggedItemBase
from wagtail.models import Orderable, Revision
from wagtail_localize.fields import TranslatableField

from kb.core.countries import CountryField
from kb.core.facts import on_original_only
from kb.core.fields import NarrativeField, PartialDateField
from kb.core.models import CountryShardPage, IndexPage, WorkPage
from kb.core.publication import Lack, Rows
from kb.vocabulary.fields import TermForeignKey
from kb.vocabulary.rows import TermRows

from .. import consent, contributions, panels, permissions, requirements

ORCID = RegexValidator(r"^\d{4}-\d{4}-\d{4}-\d{3}[\dX]$", _("An ORCID looks like 0000-0002-1825-0097."))


class ExpertShardPage(CountryShardPage):
    """The experts of one country."""

    kind = "expert"
    parent_page_types: ClassVar[list[str]] = ["experts.ExpertIndexPage"]
    subpage_types: ClassVar[list[str]] = ["experts.ExpertPage"]

    class Meta:
        verbose_name = _("experts of a country")
        verbose_name_plural = _("experts by country")


class ExpertIndexPage(IndexPage):
    """All experts."""

    kind = "expert"
    shard_model = ExpertShardPage
    parent_page_types: ClassVar[list[str]] = ["home.HomePage"]
    subpage_types: ClassVar[list[str]] = ["experts.ExpertShardPage"]
    max_count_per_parent = 1

    class Meta:
        verbose_name = _("all experts")
        verbose_name_plural = _("all experts")


class ExpertPage(WorkPage):
    """A person who can explain a practice. The title is the headline under the name; the name is a fact."""

    KIND = "expert"
    FACTS = (
        "name",
        "name_own_script",
        "name_romanised",
        "other_names",
        "photo",
        "country",
        "orcid",
        "mode",
        "consent_given",
        "consent_date",
        "consent_text",
        "confirmed_on",
        "profile_status",
        "kind_rows",
        "languages",
        "positions",
        "expertise",
        "country_experience",
        "education",
        "publications",
        "availability_rows",
        "contacts",
        "tags",
    )
    CHILD_ACCESSORS = ("tagged_items",)
    WORDS = ("title", "summary", "biography")
    COUNTRIES = ("country", "country_experience__country")
    THEMES = ("expertise__theme",)
    NAME = "name"
    translatable_fields = [TranslatableField(name) for name in WORDS]

    parent_page_types: ClassVar[list[str]] = ["experts.ExpertShardPage"]
    subpage_types: ClassVar[list[str]] = []
    template = "experts/expert_page.html"

    # Facts
    name = models.CharField(_("name"), max_length=200, blank=True)
    name_own_script = models.CharField(_("name in its own script"), max_length=200, blank=True)
    name_romanised = models.CharField(_("name in Latin letters"), max_length=200, blank=True)
    other_names = models.TextField(
        _("other names"), blank=True, help_text=_("One a line. The search knows them all.")
    )
    photo = models.ForeignKey(
        "wagtailimages.Image", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    country = CountryField(_("country of work"), blank=True)
    orcid = models.CharField("ORCID", max_length=19, blank=True, validators=[ORCID])
    mode = TermForeignKey(scheme="work_mode", verbose_name=_("remote or travelling"), null=True, blank=True)
    consent_given = models.BooleanField(
        _("has agreed to be listed"),
        default=False,
        help_text=_(
            "A profile is public only with consent. Saved without, it leaves the public pages at once."
        ),
    )
    consent_date = models.DateField(_("agreed on"), null=True, blank=True)
    consent_text = models.CharField(
        _("text agreed to"),
        max_length=120,
        blank=True,
        help_text=_("Version of the declaration, or the letter in which the person agreed."),
    )
    confirmed_on = models.DateField(_("last confirmed on"), null=True, blank=True)
    profile_status = TermForeignKey(scheme="profile_status", verbose_name=_("profile"), null=True, blank=True)
    tags = ClusterTaggableManager(through="experts.ExpertTag", blank=True, verbose_name=_("tags"))

    # Words
    biography = NarrativeField(_("biography"))

    edit_handler = panels.expert_edit_handler()
    undecided = (
        False  # whether what is in memory was sent by an editor's page without anybody pressing a button
    )

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        original = self.facts_page
        return {
            **super().get_context(request, *args, **kwargs),
            "terms": TermRows(original, {"kind": "kind_rows", "availability": "availability_rows"}),
            "expertise": list(original.expertise.all()),
            "contacts": permissions.visible_contacts(original, request.user),
            "cases": contributions.of(original),
            "portrait": original.photo.get_rendition("fill-160x160") if original.photo else None,
        }

    def authors(self) -> list[str]:
        return [self.facts_page.name]

    def is_written_by(self, user: Any) -> bool:
        account = getattr(self.facts_page, "account", None)
        return account is not None and permissions.may_edit(user, account)

    def form_address(self) -> str:
        return reverse("own_profile")

    def desk_countries(self) -> list[str]:
        return [self.facts_page.country] if self.facts_page.country else []

    def lacking(self, rows: Rows) -> Iterable[Lack]:
        yield from super().lacking(rows)
        yield from requirements.lacking(self)

    def save_revision(self, *args: Any, **kwargs: Any) -> Revision:
        """Keep a revision. One without consent is a withdrawal, whoever saves it in whatever way, unless the
        editor's page saved it by itself: nobody has decided yet.
        """
        revision = super().save_revision(*args, **kwargs)
        if not self.is_translation and not self.consent_given and not self.undecided:
            consent.withdraw(self, user=kwargs.get("user"))
        return revision

    class Meta:
        verbose_name = _("expert")
        verbose_name_plural = _("experts")
        permissions = [
            ("see_organisers_contacts", "Can see contacts that are shown to organizers and editors")
        ]
        constraints = [
            on_original_only(
                "expert_facts_on_original",
                empty=(
                    "name",
                    "name_own_script",
                    "name_romanised",
                    "other_names",
                    "country",
                    "orcid",
                    "consent_text",
                ),
                null=(
                    "photo",
                    "mode",
                    "consent_date",
                    "confirmed_on",
                    "profile_status",
                ),
                false=("consent_given",),
            )
        ]

    @property
    def names(self) -> list[str]:
        """Every name of the person, the displayed one first, each once."""
        others = [line.strip() for line in self.other_names.splitlines()]
        return list(
            dict.fromkeys(n for n in (self.name, self.name_own_script, self.name_romanised, *others) if n)
        )


def _expert(related_name: str) -> ParentalKey:
    return ParentalKey("experts.ExpertPage", on_delete=models.CASCADE, related_name=related_name)


class ExpertKind(Orderable):
    page = _expert("kind_rows")
    term = TermForeignKey(scheme="expert_kind", verbose_name=_("what the person is"))


class ExpertLanguage(Orderable):
    page = _expert("languages")
    language = models.CharField(
        _("language"), max_length=12, help_text=_("BCP 47, for example km or zh-Hans.")
    )
    level = TermForeignKey(scheme="language_level", verbose_name=_("level"), null=True, blank=True)


class ExpertPosition(Orderable):
    page = _expert("positions")
    title = models.CharField(pgettext_lazy("job", "position"), max_length=200, blank=True)
    organisation = models.CharField(_("organisation"), max_length=250, blank=True)
    start = PartialDateField(_("from"))
    end = PartialDateField(_("to"))


class ExpertExpertise(Orderable):
    page = _expert("expertise")
    theme = TermForeignKey(scheme="theme", verbose_name=_("theme"))
    level = TermForeignKey(scheme="expertise_level", verbose_name=_("level"), null=True, blank=True)


class ExpertCountry(Orderable):
    page = _expert("country_experience")
    country = CountryField(_("country"))


class ExpertEducation(Orderable):
    page = _expert("education")
    degree = models.CharField(_("degree"), max_length=200)
    institution = models.CharField(_("institution"), max_length=250, blank=True)
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)


class ExpertPublication(Orderable):
    page = _expert("publications")
    title = models.CharField(_("title"), max_length=400)
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    url = models.URLField(_("address"), max_length=600, blank=True)


class ExpertAvailability(Orderable):
    page = _expert("availability_rows")
    term = TermForeignKey(scheme="availability", verbose_name=_("available for"))


class ExpertContact(Orderable):
    """A way to reach the person and who may see it. What is not public reaches no index, page, source or export."""

    page = _expert("contacts")
    type = TermForeignKey(scheme="contact_type", verbose_name=_("type"))
    value = models.CharField(_("contact"), max_length=250)
    visibility = TermForeignKey(scheme="contact_visibility", verbose_name=_("visible to"))

    @property
    def link(self) -> str:
        """Where the contact leads, when that is a page or a mailbox: what people typed may be a script, too."""
        if self.type_key == "email":
            return f"mailto:{quote(self.value, safe='@+')}"
        return self.value if re.match(r"https?://", self.value, re.IGNORECASE) else ""


class ExpertTag(TaggedItemBase):
    content_object = ParentalKey("experts.ExpertPage", on_delete=models.CASCADE, related_name="tagged_items")
