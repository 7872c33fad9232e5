"""Collections: cases chosen and ordered, with an introduction and chapters."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from taggit.models import TaggedItemBase
from wagtail.fields import StreamField
from wagtail.models import Orderable
from wagtail_localize.fields import TranslatableField

from kb.core.facts import on_original_only
from kb.core.fields import NarrativeField, WorkForeignKey
from kb.core.models import IndexPage, ShardPage
from kb.editorial.models import VersionedPage

from .. import blocks, collection_facets, listing, panels
from .case import CasePage


class CollectionSectionPage(ShardPage):
    """The section of one organizer, whose group may add to it and to no other."""

    kind = "collection"
    parent_page_types: ClassVar[list[str]] = ["cases.CollectionIndexPage"]
    subpage_types: ClassVar[list[str]] = ["cases.CollectionPage"]

    class Meta:
        verbose_name = _("section of collections")
        verbose_name_plural = _("sections of collections")


class CollectionIndexPage(IndexPage):
    """All collections."""

    kind = "collection"
    shard_model = CollectionSectionPage
    parent_page_types: ClassVar[list[str]] = ["home.HomePage"]
    subpage_types: ClassVar[list[str]] = ["cases.CollectionSectionPage"]
    max_count_per_parent = 1

    class Meta:
        verbose_name = _("all collections")
        verbose_name_plural = _("all collections")


class CollectionTag(TaggedItemBase):
    content_object = ParentalKey(
        "cases.CollectionPage", on_delete=models.CASCADE, related_name="tagged_items"
    )


class CollectionPage(VersionedPage):
    """Cases that belong together: those of a forum, of a theme, of a publication."""

    KIND = "collection"
    FACTS = ("organiser", "forum_edition", "year", "entries", "tags")
    CHILD_ACCESSORS = ("tagged_items",)
    WORDS = ("title", "summary", "introduction", "chapters")
    COUNTRIES = ("entries__case__sites__country",)
    THEMES = ("entries__case__theme_rows__term",)
    translatable_fields = [TranslatableField(name) for name in WORDS]

    parent_page_types: ClassVar[list[str]] = ["cases.CollectionSectionPage"]
    subpage_types: ClassVar[list[str]] = []
    template = "cases/collection_page.html"

    organiser = models.CharField(_("organizer"), max_length=200, blank=True)
    forum_edition = models.CharField(_("forum edition"), max_length=200, blank=True)
    year = models.PositiveSmallIntegerField(
        _("year"), null=True, blank=True, validators=[MinValueValidator(1900), MaxValueValidator(2200)]
    )
    tags = ClusterTaggableManager(through="cases.CollectionTag", blank=True, verbose_name=_("tags"))

    introduction = NarrativeField(_("introduction"))
    chapters = StreamField([("chapter", blocks.PassageBlock())], blank=True, verbose_name=_("chapters"))

    edit_handler = panels.collection_edit_handler()

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        contents = listing.contents(self, CasePage.objects)
        choices = collection_facets.chosen(request.GET)
        return {
            **super().get_context(request, *args, **kwargs),
            **collection_facets.narrow(contents, choices),
            **collection_facets.chooser(contents, choices),
        }

    def authors(self) -> list[str]:
        return [self.facts_page.organiser] if self.facts_page.organiser else []

    def form_address(self) -> str:
        return reverse("translate", args=[self.slug, self.language_code()]) if self.is_translation else ""

    class Meta:
        verbose_name = _("collection")
        verbose_name_plural = _("collections")
        constraints = [
            on_original_only(
                "collection_facts_on_original",
                empty=(
                    "organiser",
                    "forum_edition",
                ),
                null=("year",),
            )
        ]


class CollectionEntry(Orderable):
    """A case in a collection, under the chapter of that number or under none."""

    page = ParentalKey(CollectionPage, on_delete=models.CASCADE, related_name="entries")
    case = WorkForeignKey("cases.CasePage", on_delete=models.CASCADE, related_name="collection_entries")
    chapter = models.PositiveSmallIntegerField(_("chapter"), null=True, blank=True)
