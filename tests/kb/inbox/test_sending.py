"""Mails get through: once, and when the mail server was off, later."""

from __future__ import annotations

import shutil
import smtplib
import ssl
import subprocess
import sys
from collections import Counter
from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.core import mail as outbox
from django.core.management import CommandError, call_command
from django.utils import timezone

from kb.inbox import models, sending, worker
from kb.inbox.failures import Reason, explain
from kb.inbox.models import Mail, Notice
from kb.inbox.reminding import remind
from kb.inbox.sending import send_due
from kb.inbox.telling import tell
from tests.database import kept_copy
from tests.factories import make_user
from tests.kb.inbox.conftest import RETURNED, WITHDRAWN
from tests.kb.inbox.post import post
from tests.server import ROOT, environment, manage
from tools.postgresql import free_port

pytestmark = pytest.mark.django_db


def returned(*people, **given):
    return tell(people, RETURNED.name, words={"title": "Water"}, route="account_email", **given)


@pytest.fixture
def smtp(settings):
    """Mails go to this port, where nobody listens as yet."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    return settings.EMAIL_PORT


def test_a_mail_server_that_is_off_for_a_day_loses_nothing(smtp, noy, kham):
    returned(noy, kham)
    start = timezone.now()
    tries = 0
    with time_machine.travel(start, tick=False) as clock:
        for _minute in range(24 * 60):
            tries += send_due().failed
            clock.shift(timedelta(minutes=1))
        assert Counter(Mail.objects.values_list("state", "reason")) == {("waiting", "unreachable"): 2}
        assert 2 * 24 < tries < 2 * 40  # an hour at most between two
        with post(smtp) as server:
            clock.shift(timedelta(hours=1))
            assert send_due().sent == 2
            assert send_due().sent == 0
    assert sorted(message["To"] for message in server.received) == ["kham@example.org", "noy@example.org"]
    assert server.received[0]["Subject"] == "“Water” cannot be published. …"
    assert Counter(Mail.objects.values_list("state", "reason")) == {("sent", ""): 2}


def test_pauses_double_up_to_an_hour():
    pauses = [models.pause_after(tries).total_seconds() for tries in range(1, 12)]
    assert pauses[:3] == [30, 60, 120]
    assert pauses[-1] == 3600 == max(pauses)


def test_one_refused_connection_is_enough_for_all(smtp, monkeypatch):
    returned(*(make_user(f"person-{number}") for number in range(5)))
    opened = []
    get_connection = sending.get_connection
    monkeypatch.setattr(sending, "get_connection", lambda: opened.append(1) or get_connection())
    assert send_due().failed == 5
    assert len(opened) == 1
    assert set(Mail.objects.values_list("attempts", "reason")) == {(1, "unreachable")}


def test_after_three_days_it_is_set_aside_with_its_reason_and_can_be_sent_again(smtp, noy, kham):
    returned(noy, kham)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        send_due()
        clock.shift(timedelta(days=3, minutes=1))
        assert send_due().set_aside == 2
        clock.shift(timedelta(days=1))
        with post(smtp) as server:
            assert send_due() == sending.Result()
            assert Mail.objects.all().again() == 2
            assert send_due().sent == 2
    assert len(server.received) == 2


def test_an_address_that_is_refused_for_good_holds_nobody_up(smtp, noy, kham):
    third = make_user("third")
    with post(smtp) as server:
        server.refused = {"noy@": "550 no such user", "third@": "450 later, please"}
        returned(noy, third, kham)
        result = send_due()
        assert (result.sent, result.failed, result.set_aside) == (1, 1, 1)
        assert [message["To"] for message in server.received] == ["kham@example.org"]
    rows = {mail.user.username: (mail.state, mail.reason, mail.answer) for mail in Mail.objects.all()}
    assert rows["noy"] == ("set aside", "recipient", "550 no such user")
    assert rows["third"] == ("waiting", "recipient", "450 later, please")


def test_a_server_that_takes_a_few_at_a_time_gets_all(smtp):
    returned(*(make_user(f"person-{number}") for number in range(7)))
    with post(smtp) as server:
        server.at_a_time = 3
        assert send_due() == sending.Result(sent=7)
    assert len({message["To"] for message in server.received}) == 7


def test_an_address_that_is_none_is_set_aside(noy, kham):
    noy.email = "noy@example.org\nBcc: all@example.org"
    noy.save()
    returned(noy, kham)
    assert send_due().set_aside == 1
    assert [message.to for message in outbox.outbox] == [["kham@example.org"]]
    assert Mail.objects.get(user=noy).reason == Reason.IMPOSSIBLE


def test_a_mail_that_cannot_be_made_holds_up_no_other(noy, kham, monkeypatch):
    make = sending.message_for
    monkeypatch.setattr(sending, "message_for", lambda mail: 1 / 0 if mail.user == noy else make(mail))
    returned(noy, kham)
    result = send_due()
    assert (result.sent, result.failed) == (1, 1)
    assert Mail.objects.get(user=noy).reason == Reason.FAULT


def test_a_mail_that_another_has_taken_is_not_taken(noy):
    returned(noy)
    seen = timezone.now()
    assert Mail.take(seen) is not None
    assert Mail.take(seen) is None
    assert Mail.take(seen + models.LEASE - timedelta(seconds=1)) is None
    again = Mail.take(seen + models.LEASE)  # whoever took it has died
    assert again is not None and again.attempts == 2


def test_of_two_who_saw_the_same_row_one_takes_it(noy, kham, monkeypatch):
    """The second comes between the look and the update of the first."""
    returned(noy, kham)
    now = timezone.now()
    due = models.MailQuerySet.due
    others = []

    def and_then_another(self, moment):
        found = due(self, moment)
        if not others:
            others.append(None)
            row = due(Mail.objects.all(), moment).order_by("next_try", "pk").first()
            found.first = lambda: row
            found.order_by = lambda *names: found
            others[0] = Mail.take(moment)
        return found

    monkeypatch.setattr(models.MailQuerySet, "due", and_then_another)
    mine = Mail.take(now)
    assert mine is not None and others[0] is not None
    assert mine.pk != others[0].pk


@pytest.mark.parametrize(
    ("error", "reason", "everywhere"),
    [
        (smtplib.SMTPAuthenticationError(535, b"noy:secret is wrong"), Reason.LOGIN, True),
        (smtplib.SMTPSenderRefused(550, b"who?", "a@example.org"), Reason.SENDER, True),
        (smtplib.SMTPDataError(554, b"spam"), Reason.REFUSED, False),
        (smtplib.SMTPServerDisconnected("gone"), Reason.UNREACHABLE, True),
        (smtplib.SMTPNotSupportedError("no STARTTLS"), Reason.INSECURE, True),
        (TimeoutError("slow"), Reason.SLOW, True),
        (ssl.SSLError(1, "certificate"), Reason.INSECURE, True),
        (ConnectionRefusedError(111, "refused"), Reason.UNREACHABLE, True),
        (RuntimeError("ours"), Reason.FAULT, False),
    ],
)
def test_a_failure_is_told_in_words_without_a_secret(error, reason, everywhere):
    failure = explain(error)
    assert (failure.reason, failure.everywhere) == (reason, everywhere)
    assert "secret" not in failure.answer and failure.reason.label


# --- reminders ------------------------------------------------------------------------------------------


def test_who_lets_it_wait_is_reminded_of_all_of_it_once_a_week(noy, kham, settings):
    settings.REMIND_AFTER = 7
    returned(noy)
    tell([noy, kham], WITHDRAWN.name, words={"title": "Road"}, route="account_email")
    send_due()
    outbox.outbox.clear()
    days = []
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for day in range(1, 24):
            clock.shift(timedelta(days=1))
            if day == 3:
                returned(noy)
                send_due()
                outbox.outbox.clear()
            assert remind() + remind() <= 1
            days += [day] * send_due().sent
        assert days == [7, 14, 21]
        [first, second, _third] = outbox.outbox
        assert first.to == ["noy@example.org"] and first.subject == "1 thing waits for you"
        assert second.subject == "2 things wait for you"
        assert second.body.count("“Water”") == 2 and "Road" not in second.body
        Notice.objects.update(done_at=timezone.now())
        clock.shift(timedelta(days=30))
        assert remind() == 0


def test_one_process_a_day_reminds():
    day = timezone.localdate()
    assert models.Reminding.begin(day)
    assert not models.Reminding.begin(day)
    assert models.Reminding.begin(day + timedelta(days=1))


def test_a_reminder_is_dropped_when_it_is_done_or_unwanted_by_then(noy, kham):
    returned(noy, kham)
    send_due()
    outbox.outbox.clear()
    with time_machine.travel(timezone.now() + timedelta(days=8)):
        assert remind() == 2
        Notice.objects.filter(user=noy).update(done_at=timezone.now())
        models.MailChoice.objects.create(user=kham, wanted="nothing")
        assert send_due().not_needed == 2
    assert outbox.outbox == []


# --- the command and the thread -------------------------------------------------------------------------


def test_the_command_says_how_it_went(smtp, noy):
    returned(noy)
    out, err = StringIO(), StringIO()
    with pytest.raises(CommandError):
        call_command("send_mails", stdout=out, stderr=err)
    assert "Failed and tried again later: 1." in err.getvalue()
    with post(smtp) as server:
        with pytest.raises(CommandError):
            call_command("send_mails", stdout=out, stderr=err)  # it is not due yet
        call_command("send_mails", "--again", stdout=out, stderr=err)
    assert len(server.received) == 1
    assert "Sent: 1." in out.getvalue()


def test_a_look_of_the_thread_reminds_and_sends(noy, monkeypatch):
    monkeypatch.setattr(worker, "close_old_connections", lambda: None)
    monkeypatch.setattr(worker, "_reminded", None)
    returned(noy)
    with time_machine.travel(timezone.now() + timedelta(days=8)):
        assert worker.look() == worker.TICK
    assert len(outbox.outbox) == 2


def test_the_thread_is_woken_after_the_commit_alone(noy, django_capture_on_commit_callbacks, monkeypatch):
    woken = []
    monkeypatch.setattr(worker, "wake", lambda: woken.append(1))
    with django_capture_on_commit_callbacks() as callbacks:
        returned(noy)
    assert woken == []
    for callback in callbacks:
        callback()
    assert woken == [1]


TOLD = """
from django.contrib.auth import get_user_model
from kb.inbox import kinds
from kb.inbox.telling import tell
from django.utils.translation import gettext_lazy as _
kinds.register(kinds.Kind("tried", _("News")))
for number in range({count}):
    person = get_user_model().objects.create_user(f"p{{number}}", f"p{{number}}@example.org")
    tell([person], "tried", words={{}}, route="inbox")
"""


def test_processes_send_each_mail_once(tmp_path, request):
    """On a database of their own, as a site has it."""
    copy = kept_copy(request.config.cache.mkdir("database"))
    count = 60
    with post() as server:
        variables = {
            "DJANGO_SETTINGS_MODULE": "kb.settings.production",
            "SECRET_KEY": "for this test alone, fifty characters long or even more",
            "SITE_URL": "https://example.org",
            "EMAIL_URL": f"smtp://127.0.0.1:{server.port}",
        }
        if copy.exists():
            shutil.copy(copy, tmp_path / "db.sqlite3")
        else:
            manage(tmp_path, "migrate", **variables)
        manage(tmp_path, "shell", "--command", TOLD.format(count=count), **variables)
        running = [
            subprocess.Popen(
                [sys.executable, "manage.py", "send_mails"],
                cwd=ROOT, env=environment(tmp_path, **variables), stdout=subprocess.PIPE, text=True,
            )
            for _ in range(3)
        ]  # fmt: skip
        said = [process.communicate(timeout=120)[0] for process in running]
    assert [process.returncode for process in running] == [0, 0, 0], said
    got = Counter(message["To"] for message in server.received)
    assert len(got) == count and set(got.values()) == {1}
    assert len({message["Message-ID"] for message in server.received}) == count
