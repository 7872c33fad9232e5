"""What people are told about reviews: a line in the inbox, and a mail where they want one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kb.inbox.kinds import Kind, register
from kb.inbox.models import Notice
from kb.inbox.telling import done, tell

if TYPE_CHECKING:
    from .models import Step

ONCE_IN = timedelta(days=1)  # nobody is reminded of one text more often
ASKED, RETURNED, PUBLISHED, HELD = "review.asked", "text.returned", "text.published", "text.held"
KINDS = (
    Kind(ASKED, _("“%(title)s” waits for your review"), must_act=True),
    Kind(RETURNED, _("“%(title)s” was sent back: change it, then send it again"), must_act=True),
    Kind(PUBLISHED, _("“%(title)s” is public")),
    Kind(HELD, _("The review of “%(title)s” has to wait")),
)


def make_known() -> None:
    """Register the kinds; called once when the apps are ready."""
    register(*KINDS)


def _title(page: Any) -> str:
    return str(page.draft_title or page.title)


def asked(page: Any, made: Iterable[Step], by: Any) -> None:
    """A review has come to these steps: to those who may take them."""
    from . import steps

    _ask(page, steps.people_of(made), by)
    done(RETURNED, page)


def reminded(page: Any, people: Iterable[Any], by: Any) -> None:
    """Somebody asks again for what waits; those who were told within a day are left alone."""
    lately = Notice.objects.filter(about=page.pk, kind=ASKED, created__gt=timezone.now() - ONCE_IN)
    spared = {by.pk, *lately.values_list("user", flat=True)}
    again(page, [person for person in people if person.pk not in spared], by)


def again(page: Any, people: Iterable[Any], by: Any) -> None:
    """Ask these people as if for the first time."""
    people = list(people)
    for person in people:
        if person.pk != by.pk:
            done(ASKED, page, person)
    _ask(page, people, by)


def _ask(page: Any, people: Iterable[Any], by: Any) -> None:
    tell(
        people,
        ASKED,
        words={"title": _title(page)},
        route="review",
        args=[page.pk],
        about=page,
        by=by,
        key=f"{ASKED} {page.pk}",
    )


def decided(page: Any, left: Iterable[Step] = ()) -> None:
    """A step is taken, so that nobody else has to; whoever may take one of those that are `left` still has."""
    from . import steps

    still = {person.pk for person in steps.people_of(left)}
    open_ones = Notice.objects.filter(about=page.pk, kind=ASKED, done_at=None).exclude(user__in=still)
    open_ones.update(done_at=timezone.now())


def returned(page: Any, people: Iterable[int], by: Any, comment: str) -> None:
    """A text was sent back: to those who wrote it."""
    _to(people, RETURNED, page, by, comment)


def published(page: Any, people: Iterable[int], by: Any, comment: str) -> None:
    """A text is public: to those who wrote it."""
    done(RETURNED, page)
    _to(people, PUBLISHED, page, by, comment)


def held(page: Any, people: Iterable[int], by: Any, comment: str) -> None:
    """A review has to wait: to those who wrote the text, with the reason."""
    _to(people, HELD, page, by, comment)


def _to(people: Iterable[int], kind: str, page: Any, by: Any, comment: str) -> None:
    users = get_user_model().objects.filter(pk__in=list(people))
    words = {"title": _title(page)}
    tell(users, kind, words=words, route="review", args=[page.pk], comment=comment, about=page, by=by)
