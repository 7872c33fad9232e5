"""Whether a profile is still right: its holder is asked twice a year, and says so with one button."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core import signing
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from wagtail.log_actions import log

from kb.core import visibility
from kb.core.addresses import absolute

from . import states
from .models import Account, ExpertPage

CONFIRMED = "experts.confirmed"  # in the history of a profile
MONTHS = 6
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
    log(instance=profile, action=CONFIRMED, user=user)


def link(profile: ExpertPage) -> str:
    """The full address at which the holder is asked, after logging in."""
    token = _SIGNER.sign(profile.slug)
    return absolute(reverse("profile_confirm_link", args=[token]))


def code_of(token: str) -> str:
    """The code of the profile that a link asks about; empty for a link that is too old or made up."""
    try:
        return _SIGNER.unsign(token, max_age=timedelta(days=LINK_DAYS))
    except signing.BadSignature:
        return ""
