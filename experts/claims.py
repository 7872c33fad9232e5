"""Taking a profile over: by an invitation, or because an editor agrees that it is one's own."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import log

from kb.core import visibility

from . import states, telling
from .models import Account, ClaimRequest, ExpertPage, Invitation

TAKEN_OVER = "experts.taken_over"  # in the history of a profile
_ONE_EACH = gettext_lazy("This account has a profile already. One person has one profile.")


class NotClaimable(Exception):
    """Why somebody cannot have a profile, as a sentence for whoever tried."""


def is_held(profile: ExpertPage) -> bool:
    """Whether somebody holds the profile."""
    return Account.objects.filter(profile=profile, holder__isnull=False).exists()


@transaction.atomic
def take_over(profile: ExpertPage, person: Any, invited_by: Any = None) -> Account:
    """Make this person the holder of the profile. Raises `NotClaimable`.

    Delegates and the consent of an earlier holder do not come with it; that one took it back, does.
    """
    states.lock(profile)
    if Account.objects.filter(holder=person).exists():
        raise NotClaimable(_ONE_EACH)
    if is_held(profile):
        raise NotClaimable(_("Somebody else has this profile. Write to the people who run this site."))
    now = timezone.now()
    anew = {"agreed_to": "", "agreed_at": None, "reminders": 0, "reminded_at": None}
    try:
        with transaction.atomic():
            account, _made = Account.objects.update_or_create(
                profile=profile, defaults={"holder": person, "since": now, "invited_by": invited_by, **anew}
            )
    except IntegrityError:  # at this moment the same person has taken another profile over
        raise NotClaimable(_ONE_EACH) from None
    account.delegates.all().delete()
    Invitation.objects.filter(profile=profile, used_at=None, revoked_at=None).update(revoked_at=now)
    telling.no_longer_invited(profile)
    states.note(profile, states.CLAIMED)
    log(instance=profile, action=TAKEN_OVER, user=person)
    return account


def may_be_asked_for(profile: ExpertPage) -> bool:
    """Whether anybody may say that this profile is theirs: a public one, of a real person, that nobody holds."""
    return not profile.is_demonstration and visibility.is_public(profile) and not is_held(profile)


@transaction.atomic
def ask(profile: ExpertPage, person: Any, words: str) -> ClaimRequest:
    """Keep somebody's request for a profile: one at a time for each, with what they wrote last."""
    request, _new = ClaimRequest.objects.update_or_create(
        profile=profile, person=person, approved=None, defaults={"words": words}
    )
    telling.asked(request)
    return request


@transaction.atomic
def answer(request: ClaimRequest, by: Any, *, approved: bool, reason: str) -> ClaimRequest:
    """Approve or refuse a request. Raises `NotClaimable` when it was answered already, or cannot be approved.

    Whoever else has asked for the profile is refused with it, since it has a holder now.
    """
    states.lock(request.profile)  # before any request: else two that are approved at once wait for each other
    request = ClaimRequest.objects.select_for_update().get(pk=request.pk)
    if request.approved is not None:
        raise NotClaimable(_("Somebody else has just answered this."))
    others: list[ClaimRequest] = []
    if approved:
        take_over(request.profile, request.person)
        waiting = ClaimRequest.objects.filter(profile=request.profile, approved=None).exclude(pk=request.pk)
        others = list(waiting.select_related("profile", "person"))
    for each in (request, *others):
        each.approved, each.reason = approved and each is request, reason if each is request else ""
        each.decided_by, each.decided_at = by, timezone.now()
        each.save()
    telling.answered([request, *others])
    return request
