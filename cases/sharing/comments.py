"""What readers of a draft say about it, by the link that they have; its authors see it beside the parts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from kb.letters import suspicion, tokens

from ..models import CasePage, DraftComment, DraftLink
from . import telling
from .desk import Desk
from .parts import PARTS

KEPT = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Told:
    """A comment with the title of the part that it is about; empty for the whole."""

    comment: DraftComment
    about: str


@dataclass(slots=True)
class OfReaders:
    """The comments on a case for those who write it; those `suspected` may be spam, and nobody was told of them."""

    shown: list[Told] = field(default_factory=list)
    suspected: list[Told] = field(default_factory=list)


@transaction.atomic
def leave(link: DraftLink, given: Mapping[str, str]) -> None:
    """Keep a comment and tell the authors; one that may be spam waits for them. `given`: of a valid `CommentForm`."""
    opened = tokens.read(given["opened"])
    reasons = suspicion.of(given["text"], given["website"], opened)
    written = [given["part"], given["name"], given["text"]]
    _comment, made = DraftComment.objects.get_or_create(
        key=tokens.digest(opened.key if opened else "", str(link.pk), *written),
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


def for_readers(link: DraftLink) -> list[Told]:
    """What was said with this link, for whoever has it: colleagues discuss. Not what may be spam."""
    return [_told(each) for each in link.comments.filter(suspicions="")]


def of_readers(desk: Desk) -> OfReaders:
    """All comments on a case."""
    found = OfReaders()
    for each in desk.page.reader_comments.all():
        (found.suspected if each.suspicions else found.shown).append(_told(each))
    return found


def about(page: CasePage, part: str) -> list[DraftComment]:
    """The comments about a part that nobody has ticked off."""
    return list(page.reader_comments.filter(part=part, suspicions="", resolved_at=None))


def _told(comment: DraftComment) -> Told:
    part = PARTS.get(comment.part)
    return Told(comment, str(part.title) if part is not None else "")


@transaction.atomic
def settle(page: CasePage, pk: int, user: Any, do: str) -> bool:
    """Tick a comment off (`resolve`), open it again (`open`) or say that it is no spam (`no_spam`); whether there was
    such a comment.
    """
    comment = page.reader_comments.filter(pk=pk).first()
    if comment is None:
        return False
    if do == "no_spam":
        if page.reader_comments.filter(pk=pk).exclude(suspicions="").update(suspicions=""):
            telling.commented(page, user)
        return True
    comment.resolved_at = timezone.now() if do == "resolve" else None
    comment.save(update_fields=["resolved_at"])
    return True


def forget() -> int:
    """Delete comments that are older than a year: they name people, and no link lasts as long; returns how many."""
    return DraftComment.objects.filter(at__lte=timezone.now() - KEPT).delete()[0]
