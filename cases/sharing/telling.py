"""What people are told about the cases that they write."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from kb.inbox.kinds import Kind, register
from kb.inbox.telling import done, tell

if TYPE_CHECKING:
    from ..models import CasePage, CoAuthor

NAMED, OFFERED, TAKEN = "sharing.named", "sharing.offered", "sharing.taken"
COMMENTED = "sharing.commented"
KINDS = (
    Kind(NAMED, _("You can write in the case “%(title)s” now")),
    Kind(OFFERED, _("The case “%(title)s” shall be yours: say whether you take it over"), must_act=True),
    Kind(TAKEN, _("The case “%(title)s” has a new owner")),
    Kind(COMMENTED, _("A reader of your draft “%(title)s” has commented on it")),
)


def make_known() -> None:
    """Register the kinds; called once when the apps are ready."""
    register(*KINDS)


def _tell(person: Any, kind: str, page: CasePage, by: Any) -> None:
    _tell_all([person], kind, page, by)


def _tell_all(people: list[Any], kind: str, page: CasePage, by: Any) -> None:
    tell(
        people,
        kind,
        words={"title": page.draft_title or page.title},
        route="share_case",
        args=[page.slug],
        about=page,
        by=by,
        key=f"{kind} {page.pk}",
    )


def named(row: CoAuthor, by: Any) -> None:
    """Somebody is a co-author now: to that person, where there is an account."""
    if row.user is not None:
        _tell(row.user, NAMED, row.page, by)


def offered(row: CoAuthor, by: Any) -> None:
    """The owner offers the case: to that person, where there is an account."""
    if row.user is not None:
        _tell(row.user, OFFERED, row.page, by)


def taken(page: CasePage, before: Any, by: Any) -> None:
    """Somebody has taken the case over: to its owner until now."""
    done(OFFERED, page)
    if before is not None:
        _tell(before, TAKEN, page, by)


def no_longer(row: CoAuthor) -> None:
    """Somebody is no co-author any more, and has nothing left to decide."""
    if row.user is not None:
        done(OFFERED, row.page, user=row.user)


def commented(page: CasePage, by: Any = None) -> None:
    """A reader has commented: to all who write the case. The comment itself stays on the site."""
    people = [page.owner, *(each.user for each in page.coauthors.select_related("user"))]
    _tell_all([person for person in people if person is not None], COMMENTED, page, by)


def over(page: CasePage) -> None:
    """The draft goes; nothing is left to do about it."""
    done("sharing", page)
