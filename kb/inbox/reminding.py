"""Reminds people of what they have to do, when it has waited for long."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone

from .models import Mail, Notice, Reminding

#: Nobody is reminded more often.
WEEK = timedelta(days=7)


def remind() -> int:
    """Write a mail for everybody who has had something to do for longer than `REMIND_AFTER` days and was not
    reminded this week; returns how many. Only the first call of a day does so, of all processes.
    """
    now = timezone.now()
    with transaction.atomic():
        if not Reminding.begin(timezone.localdate(now)):
            return 0
        late = Notice.objects.overdue(now).values("user")
        lately = Mail.objects.filter(notice=None, created__gt=now - WEEK).exclude(user=None).values("user")
        people = get_user_model().objects.filter(pk__in=late, is_active=True).exclude(email="")
        mails = [Mail(user=person) for person in people.exclude(pk__in=lately)]
        Mail.objects.bulk_create(mails)
    return len(mails)
