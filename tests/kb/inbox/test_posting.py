"""Mails to people who have no account: the queue of all others, and nothing is kept of them afterwards."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail as outbox
from django.db import IntegrityError, transaction
from django.utils import timezone

from kb.inbox.models import Mail, Notice
from kb.inbox.posting import post
from kb.inbox.reminding import remind
from kb.inbox.sending import send_due
from kb.inbox.telling import done_with, tell
from tests.kb.inbox.conftest import RETURNED
from tests.kb.inbox.post import post as mail_server

pytestmark = pytest.mark.django_db


def test_it_goes_out_once_as_written_and_is_emptied():
    post("somchai@example.net", "th", "Answer\r\nBcc: a@example.org " + "x" * 300, "Yes.\n")
    send_due(), send_due()
    [mail] = outbox.outbox
    assert mail.recipients() == ["somchai@example.net"]
    assert mail.subject.startswith("Answer Bcc: a@example.org xxx")
    assert len(mail.subject) == 200
    assert (mail.body, mail.extra_headers["Content-Language"]) == ("Yes.\n", "th")
    row = Mail.objects.get()
    assert (row.state, row.address, row.subject, row.body) == ("sent", "", "", "")


def test_one_that_fails_is_kept_and_tried_again(settings):
    with mail_server() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        server.refused["somchai@example.net"] = "450 later"
        post("somchai@example.net", "en", "Answer", "Yes.")
        assert send_due().failed == 1
        assert Mail.objects.get().address == "somchai@example.net"
        server.refused.clear()
        Mail.objects.all().again()
        assert send_due().sent == 1
        [received] = server.received
    assert received["To"] == "somchai@example.net"


def test_it_keeps_nobody_from_being_reminded(noy):
    """A mail of nobody is no reminder: what is in no list must not be compared with NULL."""
    tell([noy], RETURNED.name, words={"title": "Water", "reasons": ""}, route="account_email")
    Notice.objects.update(created=timezone.now() - timedelta(days=30))
    post("somchai@example.net", "en", "Answer", "Yes.")
    assert remind() == 1


def test_a_mail_is_for_a_user_or_an_address(noy):
    with pytest.raises(IntegrityError), transaction.atomic():
        Mail.objects.create(user=noy, address="somchai@example.net")


def test_what_was_told_with_a_key_is_done_for_everybody(noy, kham):
    words = {"title": "Water", "reasons": ""}
    tell([noy, kham], RETURNED.name, words=words, route="account_email", key="letter 1")
    tell([noy], RETURNED.name, words=words, route="account_email", key="letter 2")
    assert done_with("letter 1") == 2
    assert Notice.objects.get(done_at=None).key == "letter 2"
