"""Invitations: a signed link that works once, for two weeks, and never by being opened."""

from __future__ import annotations

from typing import Any

from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from kb.core.addresses import absolute

from . import claims, states, telling
from .models import Account, ExpertPage, Invitation
from .permissions import may_accept

INVITED, REVOKED = "experts.invited", "experts.invitation_revoked"  # in the history of a profile
_SIGNER = signing.Signer(salt="experts.invitations")


@transaction.atomic
def invite(profile: ExpertPage, by: Any, person: Any = None) -> Invitation:
    """Make an invitation. `person`: the account that alone may use it, None for whoever has the link.

    Raises `claims.NotClaimable` when the profile has a holder.
    """
    if claims.is_held(profile):
        raise claims.NotClaimable(_("Somebody has taken this profile over already."))
    invitation = Invitation.objects.create(profile=profile, by=by, person=person)
    if profile.profile_status_key in states.UNCLAIMED:
        states.note(profile, states.INVITED)
    log(instance=profile, action=INVITED, user=by)
    if person is not None:
        telling.invited(invitation, token_of(invitation))
    return invitation


def token_of(invitation: Invitation) -> str:
    """What the link ends with. The signature keeps others from guessing it."""
    return _SIGNER.sign(str(invitation.pk))


def link(invitation: Invitation) -> str:
    """The full address that the person opens."""
    return absolute(reverse("profile_invitation", args=[token_of(invitation)]))


def find(token: str) -> Invitation | None:
    """The invitation of a link that still works; None for one that is used, revoked, too old or made up."""
    try:
        pk = int(_SIGNER.unsign(token))
    except (signing.BadSignature, ValueError):
        return None
    return Invitation.objects.open().select_related("profile", "by").filter(pk=pk).first()


@transaction.atomic
def accept(invitation: Invitation, person: Any) -> Account:
    """Give the profile to this person, and end the invitation. Raises `claims.NotClaimable`."""
    states.lock(invitation.profile)
    open_now = Invitation.objects.open().filter(pk=invitation.pk).exists()
    if not open_now or not may_accept(person, invitation):
        raise claims.NotClaimable(_("This invitation does not work any more. Ask for another."))
    Invitation.objects.filter(pk=invitation.pk).update(used_at=timezone.now())
    return claims.take_over(invitation.profile, person, invited_by=invitation.by)


@transaction.atomic
def revoke(invitation: Invitation, by: Any) -> None:
    """End an invitation that nobody has used."""
    profile = invitation.profile
    ended = Invitation.objects.filter(pk=invitation.pk, used_at=None, revoked_at=None)
    if not ended.update(revoked_at=timezone.now()):
        return
    others = Invitation.objects.open().filter(profile=profile).exists()
    if not others:
        telling.no_longer_invited(profile)
    if profile.profile_status_key == states.INVITED and not others:
        states.note(profile, states.IMPORTED)
    log(instance=profile, action=REVOKED, user=by)
