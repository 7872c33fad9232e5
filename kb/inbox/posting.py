"""Mails to people who have no account here, by the queue of all other mails."""

from __future__ import annotations

from django.db import transaction

from kb.core.text import one_line

from . import wording, worker
from .models import LONGEST_SUBJECT, Mail


def post(address: str, language: str, subject: str, body: str) -> Mail:
    """Write a mail to an address, in the transaction of the caller; it is sent after the commit.

    `subject` and `body` are in the language of that code. The subject is cut and put on one line, so that nothing in
    it becomes a head of its own. What the row holds of the person is emptied once the mail is sent.
    """
    mail = Mail.objects.create(
        address=address,
        language=language,
        subject=wording.cut(one_line(subject), LONGEST_SUBJECT),
        body=body,
    )
    transaction.on_commit(worker.wake)
    return mail
