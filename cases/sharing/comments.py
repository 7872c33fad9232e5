"""What readers of a draft say about it, by the link that they have; its authors see it beside the parts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.core.paginator import Page, Paginator
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from kb.letters import suspicion, tokens

from ..models import CasePage, DraftComment, DraftLink
from . import telling
from .desk import Desk
from .parts import PARTS

KEPT = timedelta(days=365)
MOST = 200  # comments with one link
SHOWN = 50  # comments on one page


class Full(Exception):
    """No comment more is kept with this link."""


@dataclass(frozen=True, slots=True)
class Told:
    """A comment with the title of the part that it is about; empty for the whole."""

    comment: DraftComment
    about: str


@dataclass(frozen=True, slots=True)
class OfReaders:
    """The comments on a case for those who write it, as pages of `Told`, the newest first; those `suspected` may be
    spam, and nobody was told of them.
    """

    shown: Page
    suspected: Page


@transaction.atomic
def leave(link: DraftLink, given: Mapping[str, str]) -> None:
    """Keep a comment and tell the authors; one that may be spam waits for them. `given`: of a valid `CommentForm`.

    Raises `Full`.
    """
    opened = tokens.read(given["opened"])
    reasons = suspicion.of(given["text"], given["website"], opened)
    written = [given["part"], given["name"], given["text"]]
    key = tokens.digest(opened.key if opened else "", str(link.pk), *written)
    if link.comments.exclude(key=key).count() >= MOST:
        raise Full
    _comment, made = DraftComment.objects.get_or_create(
        key=key,
        defaults={
            "page": link.page,
            "link": link,
            "part": given["part"],
            "name": given["name"],
            "text": given["text"],
            "suspicions": " ".join(reasons),
        },
    )
    if made and not reasons:
        telling.commented(link.page)


def for_readers(link: DraftLink, number: str | None) -> Page:
    """What was said with this link, for whoever has it: colleagues discuss. Not what may be spam. A page of `Told`."""
    return _listed(link.comments.filter(suspicions=""), number)


def of_readers(desk: Desk, number: str | None) -> OfReaders:
    """The comments on a case: a page of those that are shown, and the newest that are suspected."""
    found = desk.page.reader_comments
    return OfReaders(
        _listed(found.filter(suspicions=""), number), _listed(found.exclude(suspicions=""), number=None)
    )


def about(page: CasePage, part: str) -> list[DraftComment]:
    """The newest comments about a part that nobody has ticked off."""
    found = page.reader_comments.filter(part=part, suspicions="", resolved_at=None)
    return list(found.order_by("-at", "-pk")[:SHOWN])


def _listed(found: QuerySet[DraftComment], number: str | None) -> Page:
    page = Paginator(found.order_by("-at", "-pk"), SHOWN).get_page(number)
    page.object_list = [_told(each) for each in page.object_list]
    return page


def _told(comment: DraftComment) -> Told:
    part = PARTS.get(comment.part)
    return Told(comment, str(part.title) if part is not None else "")


@transaction.atomic
def settle(page: CasePage, pk: int, user: Any, do: str) -> bool:
    """Tick a comment off (`resolve`), open it again (`open`), say that it is no spam (`no_spam`) or delete it
    (`delete`); whether there was such a comment.
    """
    comment = page.reader_comments.filter(pk=pk).first()
    if comment is None:
        return False
    if do == "no_spam":
        if page.reader_comments.filter(pk=pk).exclude(suspicions="").update(suspicions=""):
            telling.commented(page, user)
        return True
    if do == "delete":
        comment.delete()
        return True
    comment.resolved_at = timezone.now() if do == "resolve" else None
    comment.save(update_fields=["resolved_at"])
    return True


def forget() -> int:
    """Delete comments that are older than a year: they name people, and no link lasts as long; returns how many."""
    return DraftComment.objects.filter(at__lte=timezone.now() - KEPT).delete()[0]
