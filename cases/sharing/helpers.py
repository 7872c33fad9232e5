"""Co-authors, and handing a case over. What is answered never tells whether there is an account."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from kb.accounts.people import find
from kb.filling.marks import lock

from ..models import CasePage, CoAuthor
from . import telling

MOST = 10  # co-authors of one case
HANDED_OVER = "cases.handed_over"  # in the history of a case


def _person(typed: str, page: CasePage) -> Any:
    person = find(typed)
    return person if person is not None and person.pk != page.owner_id else None


@transaction.atomic
def name(page: CasePage, typed: str, by: Any) -> CoAuthor:
    """Let whoever has this user name or address edit and send the case, from now on.

    The account is looked for once, now: whoever opens one under that name later gets nothing.
    """
    typed = typed.strip().lower()
    row, made = CoAuthor.objects.get_or_create(
        page=page, typed=typed, defaults={"user": _person(typed, page)}
    )
    if made:
        telling.named(row, by)
    return row


def remove(page: CasePage, pk: int) -> bool:
    """End what a co-author may do; whether there was one."""
    row = page.coauthors.filter(pk=pk).select_related("user").first()
    if row is None:
        return False
    telling.no_longer(row)
    row.delete()
    return True


@transaction.atomic
def offer(page: CasePage, pk: int, by: Any) -> bool:
    """Offer the case to a co-author; whether there was one. It is theirs as soon as they say so: nobody becomes the
    owner of a text unasked, and the answer tells nothing about accounts.
    """
    row = page.coauthors.filter(pk=pk).select_related("user").first()
    if row is None:
        return False
    page.coauthors.exclude(pk=pk).update(offered_at=None)
    row.offered_at = timezone.now()
    row.save(update_fields=["offered_at"])
    telling.offered(row, by)
    return True


@transaction.atomic
def take_over(page: CasePage, user: Any) -> None:
    """The case is this user's now; whoever had it stays a co-author. Nothing happens when it was not offered."""
    lock(page)
    row = CoAuthor.objects.filter(page=page, user=user, offered_at__isnull=False).first()
    if row is None:
        return
    page = CasePage.objects.select_related("owner").get(pk=page.pk)
    before = page.owner
    page.owner = user
    page.save(update_fields=["owner"])
    CoAuthor.objects.filter(page=page, user=user).delete()
    if before is not None:
        CoAuthor.objects.update_or_create(
            page=page, typed=before.get_username().lower(), defaults={"user": before}
        )
    log(instance=page, action=HANDED_OVER, user=user)
    telling.taken(page, before, user)
