"""Versions: every publication of a work has a number, a date and a note, and can be read again.

A row says which revision of which page was published under which number. A version of the work is the state of all its
pages up to that number, so the facts of a date are found without a copy (`docs/adr/versions-are-publications.md`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Any, ClassVar

from django.db import models
from django.db.models import Max, ProtectedError
from django.db.models.deletion import Collector
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, Revision

from kb.core.models import Work, WorkPage

SHOWN = 10  # versions that the page of a work names; all have a page of their own


def kept_with_its_page(collector: Collector, field: Any, rows: Any, using: str) -> None:
    """A revision that was published stays for as long as its page: Wagtail's clean-up passes over it.

    `PROTECT` would keep the page, too; `RESTRICT` raises what the clean-up does not expect.
    """
    origin = collector.origin
    if isinstance(origin, Revision) or getattr(origin, "model", None) is Revision:
        raise ProtectedError("This revision was published; readers may cite it.", set(rows))
    models.CASCADE(collector, field, rows, using)


class EditionQuerySet(models.QuerySet):
    def shown_by(self, page: VersionedPage) -> EditionQuerySet:
        """Those that changed what a reader of this page sees: its words, or the facts of its original."""
        return self.filter(work=page.translation_key, page__in=[page.pk, page.facts_page.pk])

    def number_of(self, page: VersionedPage) -> int:
        """The number of a publication of this page. The caller holds the work's row.

        A language that is new changes nothing that anybody could read before, so it joins the present version.
        """
        last = self.filter(work=page.translation_key).aggregate(last=Max("number"))["last"] or 0
        joins = last and page.is_translation and not self.filter(page=page).exists()
        return last if joins else last + 1


class Edition(models.Model):
    """A publication. `page`: the version in one language; `revision`: what was published of it.

    `hidden`: an editor has taken it back, for instance because somebody on a photograph has.
    """

    work = models.ForeignKey(
        Work, on_delete=models.CASCADE, related_name="editions", verbose_name=_("record")
    )
    number = models.PositiveIntegerField(_("number"))
    published_at = models.DateTimeField(_("published"))
    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+", verbose_name=_("page"))
    revision = models.ForeignKey(Revision, on_delete=kept_with_its_page, related_name="+")
    note = models.CharField(_("what has changed"), max_length=300, blank=True)
    hidden = models.BooleanField(
        _("taken back"),
        default=False,
        help_text=_("Readers are told that there was this version, and cannot open it."),
    )

    gone = False  # of a list of versions: see `first_of_each`

    objects = EditionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        ordering = ("-published_at", "-number")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("work", "number", "page"), name="edition_once_a_page")
        ]

    def __str__(self) -> str:
        return f"{self.work_id} {self.number}"

    def is_readable(self, page: Page) -> bool:
        """Whether the public may read it where it may read the page: what stands there now is no secret."""
        return not self.hidden or self.revision_id == page.live_revision_id


def first_of_each(editions: Iterable[Edition], original: Page) -> list[Edition]:
    """Of rows with the same number, which stand together, the newest first: what made the version.

    `gone` says whether its facts, those of the page `original`, were taken back, and the version with them.
    """
    found = [next(rows) for _number, rows in groupby(editions, key=lambda each: each.number)]
    gone = False
    for each in reversed(found):
        if each.page_id == original.pk:
            gone = not each.is_readable(original)
        each.gone = gone or not each.is_readable(each.page)
    return found


class VersionedPage(WorkPage):
    """A work whose publications stay readable. An expert's profile is none: people may take back what they said."""

    change_note = models.CharField(
        _("what has changed"),
        max_length=300,
        blank=True,
        help_text=_("One sentence for those who know the version before: what is different, and why."),
    )
    exclude_fields_in_copy: ClassVar[list[str]] = ["change_note"]
    #: On a page that is shown as it was: the version that a reader has asked for, and how many rows each of its
    #: relations had; some may have gone since, with the image that they showed.
    edition: Edition | None = None
    rows_then: Mapping[str, int] = {}

    class Meta:
        abstract = True

    @cached_property
    def editions(self) -> list[Edition]:
        """The newest versions that changed what this page shows, in that order: one more than a page names."""
        found = list(Edition.objects.shown_by(self).order_by("-number", "pk")[: 2 * SHOWN + 1])
        for each in found:
            each.page = self if each.page_id == self.pk else self.facts_page
        return first_of_each(found, self.facts_page)[: SHOWN + 1]

    @cached_property
    def edition_number(self) -> int | None:
        """The version that a citation names; None before the first publication."""
        if self.edition is not None:
            return self.edition.number
        return self.editions[0].number if self.editions else None
