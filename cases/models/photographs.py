"""Photographs on their way to a draft: what has arrived of each, and which are there already."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone


class SentPhotograph(models.Model):
    """A photograph that somebody sends for a draft, at once or in pieces.

    `key` is that of the form with which it is sent: however often that arrives, the draft gets one photograph.
    `size`: bytes of the whole file, `received`: of the pieces that are here, `at`: when the last one came. Once it
    is added its pieces are gone, and the row stays, so that a late repetition is known.
    """

    page = models.ForeignKey("cases.CasePage", on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    key = models.UUIDField()
    size = models.PositiveIntegerField(default=0)
    received = models.PositiveIntegerField(default=0)
    at = models.DateTimeField(default=timezone.now)
    added_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("page", "user", "key"), name="case_photograph_sent_once")
        ]

    def __str__(self) -> str:
        return f"{self.page_id} {self.key}"


class PhotographPiece(models.Model):
    """A piece of one, at `offset` bytes from its beginning. In the database and not among the files, so that it goes
    with the draft, its author and a transaction that fails, and is there for whichever process gets the next one.
    """

    photograph = models.ForeignKey(SentPhotograph, on_delete=models.CASCADE, related_name="pieces")
    offset = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("photograph", "offset"), name="case_photograph_piece_once")
        ]

    def __str__(self) -> str:
        return f"{self.photograph_id} {self.offset}"
