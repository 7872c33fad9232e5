"""The inbox is no archive: what was read or done, and mails that were sent, are deleted after `INBOX_KEPT` days."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from .models import Mail, Notice


def forget() -> int:
    """Delete notices that ask for nothing any more, with their mails, and mails that need no sending; returns how many
    of both. What has not been read or done stays however old it is, and so does a mail that still waits.
    """
    before = timezone.now() - timedelta(days=settings.INBOX_KEPT)
    over = Q(done_at__lte=before) | Q(must_act=False, read_at__lte=before)
    with transaction.atomic():
        mails, _rows = Mail.objects.exclude(state=Mail.State.WAITING).filter(created__lte=before).delete()
        old = Notice.objects.filter(over, created__lte=before).exclude(mail__state=Mail.State.WAITING)
        notices = old.delete()[1].get("inbox.Notice", 0)
    return mails + notices
