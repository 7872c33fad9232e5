"""Home pages, plain pages and what a site says about itself."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.models import Orderable
from wagtail.url_routing import RouteResult

from kb.core import contrast, languages, routing, visibility
from kb.core.fields import NarrativeField
from kb.core.models import GuardedPage

from . import landing

COLOUR, ACCENT = "#23426B", "#2C6A5B"
IS_COLOUR = RegexValidator(re.compile(r"^#[0-9a-fA-F]{6}$"), _("Write a colour as #23426B."))


class HomePage(GuardedPage):
    """The first page in one language. The address of a work without a page here falls through to its best version."""

    about = NarrativeField(_("who runs this site, and how cases are chosen"))
    proof = models.ForeignKey(
        "cases.CasePage",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("case shown as an example"),
        help_text=_("Empty: the newest case with a figure."),
    )

    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
    subpage_types: ClassVar[list[str]] = [
        "home.PlainPage",
        "cases.CaseIndexPage",
        "cases.CollectionIndexPage",
        "experts.ExpertIndexPage",
    ]
    content_panels = [*GuardedPage.content_panels, FieldPanel("about"), FieldPanel("proof")]
    template = "home/home_page.html"

    class Meta:
        verbose_name = _("home page")

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        return routing.route(self, super().route, request, path_components)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context(request, *args, **kwargs), **landing.home(self, request.user)}


class PlainPage(GuardedPage):
    """A page of text: about, contact, privacy, how to share a case."""

    body = NarrativeField(_("text"))

    parent_page_types: ClassVar[list[str]] = ["home.HomePage", "home.PlainPage"]
    subpage_types: ClassVar[list[str]] = ["home.PlainPage"]
    content_panels = [*GuardedPage.content_panels, FieldPanel("body")]
    template = "home/plain_page.html"

    class Meta:
        verbose_name = _("page of text")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """`alternates`: an editor's page may not exist in every language, so its links are its translations."""
        pages = PlainPage.objects.filter(translation_key=self.translation_key).select_related("locale")
        alternates = [
            (languages.get(page.locale.language_code).tag, page.get_url())
            for page in visibility.public_pages(pages)
        ]
        return {**super().get_context(request, *args, **kwargs), "alternates": alternates}


@register_setting
class SiteIdentity(BaseSiteSetting, ClusterableModel):
    """Name, logo, colours and contact of the organization that runs the site."""

    organisation = models.CharField(_("organization that runs the site"), max_length=200, blank=True)
    logo = models.ForeignKey(
        "wagtailimages.Image", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    colour = models.CharField(
        _("colour of links and buttons"), max_length=7, default=COLOUR, validators=[IS_COLOUR]
    )
    accent = models.CharField(
        _("colour of people and reviewed texts"), max_length=7, default=ACCENT, validators=[IS_COLOUR]
    )
    contact_email = models.EmailField(_("contact"), blank=True)
    contact_address = models.TextField(_("postal address"), blank=True)

    panels = [
        InlinePanel("names", heading=_("Name and footer in each language")),
        FieldPanel("organisation"),
        FieldPanel("logo"),
        MultiFieldPanel([FieldPanel("colour"), FieldPanel("accent")], heading=_("Colours")),
        MultiFieldPanel([FieldPanel("contact_email"), FieldPanel("contact_address")], heading=_("Contact")),
        InlinePanel("partners", heading=_("Partners")),
    ]

    class Meta:
        verbose_name = _("site identity")

    @classmethod
    def current(cls) -> SiteIdentity:
        """That of the site, or of one that nobody has described yet. Unlike `for_site` it never writes: readers get
        their pages while the database is locked or read-only.
        """
        return cls.objects.filter(site__is_default_site=True).first() or cls()

    def clean(self) -> None:
        super().clean()
        for name in ("colour", "accent"):
            value = getattr(self, name)
            ratio = contrast.ratio(value, contrast.PAPER) if value else 0
            if ratio < contrast.MINIMUM:
                message = _(
                    "On paper this colour has a contrast of %(ratio).1f; readers need 4.5. Choose a darker one."
                )
                raise ValidationError({name: message % {"ratio": ratio}})

    def name_in(self, language: str) -> IdentityName | None:
        """Name and footer in that language, else in English, else the first that was given."""
        names = {name.language: name for name in self.names.all()}
        return names.get(language) or names.get(languages.DEFAULT) or next(iter(names.values()), None)


class IdentityName(Orderable):
    """The site's name and footer in one language."""

    identity = ParentalKey(SiteIdentity, on_delete=models.CASCADE, related_name="names")
    language = models.CharField(
        _("language"), max_length=10, choices=[(each.code, each.autonym) for each in languages.LANGUAGES]
    )
    name = models.CharField(_("name"), max_length=120)
    footer = models.TextField(_("footer"), blank=True)


class Partner(Orderable):
    """An organization named in the footer."""

    identity = ParentalKey(SiteIdentity, on_delete=models.CASCADE, related_name="partners")
    name = models.CharField(_("name"), max_length=200)
    url = models.URLField(_("address"), max_length=600, blank=True)
