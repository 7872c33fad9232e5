"""The case study."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from wagtail.fields import StreamField
from wagtail_localize.fields import TranslatableField

from kb.core.facts import on_original_only
from kb.core.fields import NarrativeField, PartialDateField
from kb.core.models import CountryShardPage, IndexPage
from kb.core.publication import Lack, Rows
from kb.editorial.models import VersionedPage
from kb.vocabulary.fields import TermForeignKey

from .. import blocks, completeness, panels, permissions, requirements
from ..facts import AUTHOR, CaseFacts
from ..similar import similar_cases
from .rows import CasePhoto


class CaseShardPage(CountryShardPage):
    """The cases of one country."""

    kind = "case"
    parent_page_types: ClassVar[list[str]] = ["cases.CaseIndexPage"]
    subpage_types: ClassVar[list[str]] = ["cases.CasePage"]

    class Meta:
        verbose_name = _("cases of a country")
        verbose_name_plural = _("cases by country")


class CaseIndexPage(IndexPage):
    """All cases."""

    kind = "case"
    shard_model = CaseShardPage
    parent_page_types: ClassVar[list[str]] = ["home.HomePage"]
    subpage_types: ClassVar[list[str]] = ["cases.CaseShardPage"]
    max_count_per_parent = 1

    class Meta:
        verbose_name = _("all cases")
        verbose_name_plural = _("all cases")


class CasePage(VersionedPage):
    """A practice, told with its facts: the short form of the field (`docs/exchange-format.md` lists it)."""

    KIND = "case"
    FACTS = (
        "delivery_model",
        "cooperation_form",
        "status",
        "start",
        "end",
        "scale",
        "evidence_level",
        "evidence_confirmed_by",
        "after_end",
        "after_end_checked",
        "licence",
        "original_statement",
        "sites",
        "theme_rows",
        "sdg_rows",
        "target_group_rows",
        "poverty_dimension_rows",
        "condition_rows",
        "references",
        "results",
        "costs",
        "organisations",
        "people",
        "adapted_from_rows",
        "photos",
        "tags",
    )
    CHILD_ACCESSORS = ("tagged_items",)
    WORDS = (
        "title",
        "summary",
        "problem",
        "steps",
        "outcome",
        "setbacks",
        "lessons",
        "building_blocks",
        "replication_where",
        "replication_adapt",
        "replication_keep",
        "photo_texts",
    )
    COUNTRIES = ("sites__country",)
    THEMES = ("theme_rows__term",)
    translatable_fields = [TranslatableField(name) for name in WORDS]

    parent_page_types: ClassVar[list[str]] = ["cases.CaseShardPage"]
    subpage_types: ClassVar[list[str]] = []
    template = "cases/case_page.html"

    # Facts
    delivery_model = TermForeignKey(
        scheme="delivery_model", verbose_name=_("delivery model"), null=True, blank=True
    )
    cooperation_form = TermForeignKey(
        scheme="cooperation_form", verbose_name=_("type of cooperation"), null=True, blank=True
    )
    status = TermForeignKey(scheme="status", verbose_name=_("status"), null=True, blank=True)
    start = PartialDateField(_("start"))
    end = PartialDateField(_("end"))
    scale = TermForeignKey(scheme="scale", verbose_name=_("scale"), null=True, blank=True)
    evidence_level = TermForeignKey(
        scheme="evidence_level", verbose_name=_("type of evidence"), null=True, blank=True
    )
    evidence_confirmed_by = models.CharField(_("confirmed by"), max_length=200, blank=True)
    after_end = TermForeignKey(scheme="after_end", verbose_name=_("after the end"), null=True, blank=True)
    after_end_checked = PartialDateField(_("last checked on"))
    licence = models.CharField(_("licence"), max_length=80, blank=True)
    original_statement = models.BooleanField(_("the authors say that the text is their own"), default=False)
    tags = ClusterTaggableManager(through="cases.CaseTag", blank=True, verbose_name=_("tags"))

    # Words
    problem = NarrativeField(_("problem and context"))
    steps = StreamField(
        [("step", blocks.PassageBlock())], blank=True, verbose_name=_("what was done, step by step")
    )
    outcome = NarrativeField(_("what changed"))
    setbacks = NarrativeField(_("what went wrong"))
    lessons = StreamField([("lesson", blocks.PassageBlock())], blank=True, verbose_name=_("lessons"))
    building_blocks = StreamField(
        [("block", blocks.BuildingBlock())], blank=True, verbose_name=_("building blocks")
    )
    replication_where = NarrativeField(_("where it can work"))
    replication_adapt = NarrativeField(_("what must be adapted"))
    replication_keep = NarrativeField(_("what must not be dropped"))
    photo_texts = StreamField(
        [("photo", blocks.PhotoTextBlock())], blank=True, verbose_name=_("photo captions")
    )

    edit_handler = panels.case_edit_handler()

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        reader = get_language() or self.language_code()
        return {
            **super().get_context(request, *args, **kwargs),
            "photos": self.shown_photos(),
            "similar": similar_cases(self, reader),
        }

    def lacking(self, rows: Rows) -> Iterable[Lack]:
        yield from super().lacking(rows)
        yield from requirements.lacking(self, rows)

    def authors(self) -> list[str]:
        authors = [person for person in self.facts.people if person["role_key"] == AUTHOR]
        names = [person["expert"].name if person["expert"] else person["name"] for person in authors]
        return [name for name in names if name]

    def form_address(self) -> str:
        if self.is_translation:
            return reverse("translate", args=[self.slug, self.language_code()])
        return reverse("share_case", args=[self.slug])

    def is_written_by(self, user: Any) -> bool:
        return permissions.writes(user, self.facts_page)

    def incomplete(self) -> list[str]:
        if self.is_translation:
            return []
        found = completeness.missing(self, lambda name: getattr(self, name).all())
        return [lack.sentence for lack in found.full.missing]

    def desk_countries(self) -> list[str]:
        return [site.country for site in self.facts_page.sites.all() if site.country]

    def shown_photos(self) -> list[dict[str, Any]]:
        """The photographs of people who agreed, each with caption and alternative text of this version.

        In an earlier version, those of people who agree today; without captions where an image has gone since, whose
        captions would then stand below others.
        """
        rows = list(self.facts_page.photos.select_related("image"))
        texts = [block.value for block in self.photo_texts]
        agreed = {row.image_id for row in rows if row.consent}
        if self.edition is not None:
            present = CasePhoto.objects.filter(page=self.facts_page.pk, consent=True)
            agreed &= set(present.values_list("image_id", flat=True))
            if len(rows) != self.facts_page.rows_then.get("photos", 0):
                texts = []
        found = []
        for number, row in enumerate(rows):
            text = texts[number] if number < len(texts) else {}
            if row.image_id in agreed and row.consent:
                found.append(
                    {
                        "rendition": row.image.get_rendition("width-800"),
                        "caption": text.get("caption", ""),
                        "alt": text.get("alt", "") or row.image.default_alt_text,
                        "credit": row.credit,
                        "taken": row.taken,
                    }
                )
        return found

    @cached_property
    def facts(self) -> CaseFacts:
        """The facts of the original, put together for a page."""
        return CaseFacts(self.facts_page)

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        constraints = [
            on_original_only(
                "case_facts_on_original",
                empty=("start", "end", "evidence_confirmed_by", "after_end_checked", "licence"),
                null=("delivery_model", "cooperation_form", "status", "scale", "evidence_level", "after_end"),
                false=("original_statement",),
            )
        ]
