"""Photographs that arrive in pieces, each once. Whoever calls has asked whether the user may edit the page."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.images.fields import WagtailImageField

from ..models import CasePage, PhotographPiece, SentPhotograph

LONGEST = 4 * 1024 * 1024  # bytes of a piece
MOST = 5  # photographs of one person that are on their way
KEPT = timedelta(days=7)  # since the last piece


class Refused(Exception):
    """A piece cannot be taken; the message says why."""


def find(page: CasePage, user: Any, key: UUID) -> SentPhotograph | None:
    """What has come under this key from this person for this draft."""
    return SentPhotograph.objects.filter(page=page, user=user, key=key).first()


def is_added(page: CasePage, user: Any, key: UUID) -> bool:
    """Whether the draft has got the photograph."""
    row = find(page, user, key)
    return row is not None and row.added_at is not None


def take(page: CasePage, user: Any, key: UUID, *, size: int, offset: int, piece: bytes) -> SentPhotograph:
    """Put a piece behind those that are here. `size`: bytes of the whole photograph.

    One that does not begin where they end is left out: its row says how far it is. Raises `Refused`.
    """
    most = settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE
    if not 0 < size <= most:
        raise Refused(WagtailImageField().error_messages["file_too_large_unknown_size"])
    with transaction.atomic():
        made = SentPhotograph.objects.get_or_create(page=page, user=user, key=key, defaults={"size": size})[1]
        row = SentPhotograph.objects.select_for_update().get(page=page, user=user, key=key)
        if made:
            _make_room(user)
        if row.added_at is not None or offset != row.received:
            return row
        if row.size != size or offset + len(piece) > size or len(piece) > LONGEST:
            raise Refused(_("This request cannot be read"))
        PhotographPiece.objects.create(photograph=row, offset=offset, content=piece)
        row.received, row.at = offset + len(piece), timezone.now()
        row.save(update_fields=["received", "at"])
        return row


def whole(page: CasePage, user: Any, key: UUID) -> bytes | None:
    """The photograph, when all of its pieces are here."""
    row = find(page, user, key)
    if row is None or row.added_at is not None or row.received != row.size:
        return None
    return b"".join(bytes(piece) for piece in row.pieces.order_by("offset").values_list("content", flat=True))


def throw_away(page: CasePage, user: Any, key: UUID) -> None:
    """Forget what has arrived of a photograph that is not added."""
    SentPhotograph.objects.filter(page=page, user=user, key=key, added_at=None).delete()


def note_added(page: CasePage, user: Any, key: UUID) -> None:
    """The draft has got it, in this transaction."""
    row = SentPhotograph.objects.get_or_create(page=page, user=user, key=key)[0]
    row.pieces.all().delete()
    row.added_at = timezone.now()
    row.save(update_fields=["added_at"])


def forget() -> int:
    """Delete what has been on its way for longer than a week without a new piece; returns how many photographs."""
    old = SentPhotograph.objects.filter(added_at=None, at__lte=timezone.now() - KEPT)
    found = list(old.values_list("pk", flat=True))
    SentPhotograph.objects.filter(pk__in=found).delete()
    return len(found)


def _make_room(user: Any) -> None:
    """Let nobody fill the disk with beginnings: the oldest give way to the newest."""
    forget()
    rows = SentPhotograph.objects.filter(user=user, added_at=None).order_by("-at", "-pk")
    SentPhotograph.objects.filter(pk__in=list(rows.values_list("pk", flat=True)[MOST:])).delete()
