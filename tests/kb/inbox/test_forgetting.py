"""What inboxes and the queue of mails forget, and what they never do."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from kb.inbox.forgetting import forget
from kb.inbox.models import Mail, Notice

pytestmark = pytest.mark.django_db


def told(user, *, days=400, **given):
    long_ago = timezone.now() - timedelta(days=days)
    given = {
        name: long_ago if value is True and name != "must_act" else value for name, value in given.items()
    }
    return Notice.objects.create(user=user, kind="tried", route="inbox", created=long_ago, **given)


def mailed(user, state, *, days=400, **given):
    return Mail.objects.create(user=user, state=state, created=timezone.now() - timedelta(days=days), **given)


def test_what_was_read_or_done_goes_with_its_mail_and_what_waits_stays(noy):
    read, done = told(noy, read_at=True), told(noy, must_act=True, done_at=True)
    mailed(noy, "sent", notice=read)
    unread, undone = told(noy), told(noy, must_act=True, read_at=True)
    late = told(noy, read_at=timezone.now())  # read today
    mailed(noy, "sent", notice=unread)
    assert forget() == 4
    assert set(Notice.objects.all()) == {unread, undone, late}
    assert done not in Notice.objects.all()
    assert forget() == 0


def test_mails_that_need_no_sending_go_and_one_that_waits_stays_with_its_notice(noy):
    for state in ("sent", "not needed", "set aside"):
        mailed(noy, state)
    mailed(None, "sent", address="")
    notice = told(noy, read_at=True)
    waiting = mailed(noy, "waiting", notice=notice)
    young = mailed(noy, "sent", days=300)
    assert forget() == 4
    assert set(Mail.objects.all()) == {waiting, young}
    assert Notice.objects.get() == notice


def test_the_setting_says_how_long(noy, settings, capsys):
    told(noy, days=40, read_at=True)
    call_command("forget_old")
    assert Notice.objects.exists()
    settings.INBOX_KEPT = 30
    call_command("forget_old")
    assert "Deleted: 1." in capsys.readouterr().out
    assert not Notice.objects.exists()
