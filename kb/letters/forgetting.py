"""Letters are personal data: they are deleted a year after they were dealt with."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from kb.inbox.models import Mail

from .models import Letter

KEPT = timedelta(days=365)


def forget() -> int:
    """Delete what was answered or closed more than a year ago, with mails that could not be sent; returns how many.

    What nobody has dealt with stays, suspected spam too.
    """
    with transaction.atomic():
        old = Letter.objects.filter(handled_at__lte=timezone.now() - KEPT).exclude(state__in=Letter.OPEN)
        found = dict(old.values_list("pk", "mail"))
        Mail.objects.filter(pk__in=[mail for mail in found.values() if mail]).delete()
        Letter.objects.filter(pk__in=list(found)).delete()
    return len(found)
