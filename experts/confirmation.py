"""Whether a profile is still right: its holder is asked twice a year, and says so with one button."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core import signing
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from wagtail.log_actions import log

from kb.core import visibility

from . import states, telling
from .models import Account, ExpertPage

CONFIRMED = "experts.confirmed"  # in the history of a profile
REMINDED = "reminded"
EVERY = timedelta(days=183)
PATIENCE = timedelta(days=30)  # between two reminders, and after the second
REMINDERS = 2
LINK_DAYS = 60
_SIGNER = signing.TimestampSigner(salt="experts.confirmation")


def due() -> QuerySet[ExpertPage]:
    """Public profiles with a holder that nobody has confirmed for six months."""
    before = timezone.localdate() - EVERY
    late = Q(confirmed_on__lt=before) | Q(confirmed_on=None, account__since__date__lt=before)
    profiles = ExpertPage.objects.filter(late, original=None, account__holder__isnull=False)
    return visibility.public(profiles).select_related("account__holder", "locale").order_by("pk")


@transaction.atomic
def confirm(account: Account, user: Any) -> None:
    """Note that everything is still right today. A profile that was dormant is active again."""
    profile = account.profile
    awake = states.ACTIVE if profile.profile_status_key == states.DORMANT else ""
    states.note(profile, awake, confirmed_on=timezone.localdate())
    Account.objects.filter(pk=account.pk).update(reminders=0, reminded_at=None)
    telling.confirmed(profile)
    log(instance=profile, action=CONFIRMED, user=user)


@transaction.atomic
def remind(profile: ExpertPage) -> str:
    """Ask the holder of a profile that is due: at most twice, a month apart. Who has not answered a month after the
    second time has a dormant profile. Returns the state of the profile that this has led to, or `REMINDED`, or "".
    """
    account = Account.objects.select_for_update().get(profile=profile)
    now = timezone.now()
    if account.reminded_at and account.reminded_at > now - PATIENCE:
        return ""
    if account.reminders >= REMINDERS:
        if profile.profile_status_key == states.DORMANT:
            return ""
        states.note(profile, states.DORMANT)
        return states.DORMANT
    account.reminders, account.reminded_at = account.reminders + 1, now
    account.save(update_fields=["reminders", "reminded_at"])
    telling.reminded(account, token_of(profile), account.reminders)
    return REMINDED


def token_of(profile: ExpertPage) -> str:
    """What the link of a reminder ends with."""
    return _SIGNER.sign(profile.slug)


def code_of(token: str) -> str:
    """The code of the profile that a link asks about; empty for a link that is too old or made up."""
    try:
        return _SIGNER.unsign(token, max_age=timedelta(days=LINK_DAYS))
    except signing.BadSignature:
        return ""
