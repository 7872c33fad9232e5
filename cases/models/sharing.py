"""What stands beside a case while people write it: how it came, who helps, and who may read the draft.

Beside the page, not on it: nothing here is published, translated, exported or kept in a revision.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

LINK_DAYS = 14
LONGEST_NAME, LONGEST_COMMENT = 80, 2000


def new_token() -> str:
    """The end of a link that nobody guesses."""
    return secrets.token_urlsafe(24)


class Submission(models.Model):
    """A case that was begun on the public site. `key` is that of the form with which it was begun: sent twice, it
    leads to the same draft. `suspicions`: why it may be spam, in keys of `cases.sharing.spam`, for the reviewer;
    empty where nothing was strange. `left_over`: what of a document could not be placed, a dict with `where`, `text` and
    `why` each, until its author has dealt with it; None where it was not begun with a document.
    """

    key = models.UUIDField(unique=True)
    page = models.OneToOneField("cases.CasePage", on_delete=models.CASCADE, related_name="submission")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    suspicions = models.CharField(max_length=100, blank=True)
    left_over = models.JSONField(null=True)

    class Meta:
        verbose_name = _("submission")
        verbose_name_plural = _("submissions")

    def __str__(self) -> str:
        return f"{self.page_id} {self.at:%Y-%m-%d}"


class CoAuthor(models.Model):
    """Somebody whom the owner of a case lets edit and send it.

    `typed` is what the owner wrote, a user name or an address. It is kept and shown whether or not there is an
    account: the list must not tell which addresses have one. `offered_at`: since when the case is theirs, if they say
    so.
    """

    page = models.ForeignKey("cases.CasePage", on_delete=models.CASCADE, related_name="coauthors")
    typed = models.CharField(max_length=254)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="cases_written_with"
    )
    at = models.DateTimeField(default=timezone.now)
    offered_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("co-author")
        verbose_name_plural = _("co-authors")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("page", "typed"), name="case_coauthor_typed_once")
        ]

    def __str__(self) -> str:
        return self.typed


class DraftLinkQuerySet(models.QuerySet):
    def open(self) -> DraftLinkQuerySet:
        """Those that still work."""
        begun = timezone.now() - timedelta(days=LINK_DAYS)
        return self.filter(revoked_at=None, at__gt=begun)


class DraftLink(models.Model):
    """A link with which whoever has it reads what was written last, for two weeks."""

    page = models.ForeignKey("cases.CasePage", on_delete=models.CASCADE, related_name="draft_links")
    token = models.CharField(max_length=48, unique=True, default=new_token)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    revoked_at = models.DateTimeField(null=True)

    objects = DraftLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("link to a draft")
        verbose_name_plural = _("links to drafts")

    def __str__(self) -> str:
        return f"{self.page_id} {self.at:%Y-%m-%d}"

    @property
    def ends_at(self) -> datetime:
        """When it stops working."""
        return self.at + timedelta(days=LINK_DAYS)


class DraftComment(models.Model):
    """What a reader of a draft says about it, with the link that they have. Never public.

    `part` is the key of a part of the form, or empty. `name` is what the reader calls themselves. `key` makes of a form
    that is sent twice one comment. `suspicions`: why it may be spam, in keys of `kb.letters.models.Suspicion`; such a
    comment waits until somebody who writes the case has looked at it.
    """

    page = models.ForeignKey("cases.CasePage", on_delete=models.CASCADE, related_name="reader_comments")
    link = models.ForeignKey(DraftLink, on_delete=models.CASCADE, related_name="comments")
    key = models.CharField(max_length=64, unique=True)
    part = models.CharField(max_length=60, blank=True)
    name = models.CharField(max_length=LONGEST_NAME)
    text = models.TextField(max_length=LONGEST_COMMENT)
    at = models.DateTimeField(default=timezone.now)
    suspicions = models.CharField(max_length=100, blank=True)
    resolved_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("comment of a reader")
        verbose_name_plural = _("comments of readers")
        ordering: ClassVar = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.page_id} {self.at:%Y-%m-%d}"
