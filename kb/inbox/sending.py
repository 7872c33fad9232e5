"""Sends the mails that wait, each once, in the language of whoever gets it.

A process takes a mail, sends it and says so, with no transaction open meanwhile. One that dies between the last two
leaves a mail that another sends again after a quarter of an hour, under the same `Message-ID`.
"""

from __future__ import annotations

import logging
import smtplib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import DatabaseError
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kb.core.addresses import absolute

from . import wording
from .choices import choice_of, language_of, wants
from .failures import Failure, Reason, explain
from .models import Mail, MailChoice, Notice

logger = logging.getLogger(__name__)
#: Lines that a reminder names; the inbox has all.
MOST_LINES = 20


@dataclass(slots=True)
class Result:
    """How many mails were sent, needed no sending any more, failed and are tried again, or were set aside."""

    sent: int = 0
    not_needed: int = 0
    failed: int = 0
    set_aside: int = 0


class _Post:
    """The way to the mail server, opened for the first mail and kept for the next."""

    def __init__(self) -> None:
        self._connection: Any = None

    def send(self, message: EmailMessage) -> None:
        used = self._connection is not None
        try:
            self._hand_over(message)
        except smtplib.SMTPException as error:
            if not used or not _hung_up(error):
                raise
            self.close()
            self._hand_over(message)

    def _hand_over(self, message: EmailMessage) -> None:
        if self._connection is None:
            connection = get_connection()
            connection.open()
            self._connection = connection
        self._connection.send_messages([message])

    def close(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()


def _hung_up(error: smtplib.SMTPException) -> bool:
    """Whether the server only ended the conversation: some take so many mails at a time and no more."""
    return isinstance(error, smtplib.SMTPServerDisconnected) or getattr(error, "smtp_code", 0) == 421


def send_due(progress: Callable[[Result], None] | None = None) -> Result:
    """Send every mail that is due; where the mail server does not answer, all wait for their next try.

    `progress` is told after each mail.
    """
    result, post = Result(), _Post()
    try:
        while (mail := Mail.take(timezone.now())) is not None:
            _send(mail, post, result)
            if progress is not None:
                progress(result)
    finally:
        post.close()
    return result


def _send(mail: Mail, post: _Post, result: Result) -> None:
    try:
        message = message_for(mail)
    except DatabaseError:
        raise
    except Exception:  # a fault in one mail must hold up no other
        logger.exception("Mail %s could not be made", mail.pk)
        return _failed(mail, Failure(Reason.FAULT), result)
    if message is None:
        mail.is_over(Mail.State.NOT_NEEDED, reason="", answer="")
        result.not_needed += 1
        return None
    try:
        post.send(message)
    except Exception as error:
        post.close()
        failure = explain(error)
        logger.warning("Mail %s was not sent (%s): %s", mail.pk, failure.reason.value, failure.answer)
        return _failed(mail, failure, result)
    mail.is_over(Mail.State.SENT, sent_at=timezone.now(), reason="", answer="")
    result.sent += 1
    return None


def _failed(mail: Mail, failure: Failure, result: Result) -> None:
    now = timezone.now()
    if mail.failed(failure.reason, failure.answer, now, final=failure.final):
        result.set_aside += 1
    else:
        result.failed += 1
    if failure.everywhere:
        failed, set_aside = Mail.objects.due(now).all_failed(failure.reason, failure.answer, now)
        result.failed += failed
        result.set_aside += set_aside


def message_for(mail: Mail) -> EmailMessage | None:
    """The mail in words; None when it is no longer needed: what it tells was read or done meanwhile, or the person
    has no address, a closed account, or wants none.
    """
    if mail.user is None:
        return _to_a_stranger(mail)
    user, notice = mail.user, mail.notice
    choice = choice_of(user)
    if not user.is_active or not user.email:
        return None
    if notice is None:
        return _reminder(mail, choice)
    if not notice.is_open or notice.read_at is not None or not wants(choice, notice):
        return None
    with _writing_to(user, choice) as language:
        context = {
            "sentence": wording.sentence(notice),
            "by": wording.name_of(notice.by),
            "comment": wording.quoted(notice.comment),
            "address": absolute(wording.address(notice)),
        }
        return _message(mail, user, wording.subject(notice), "inbox/mail/notice.txt", context, language)


def _to_a_stranger(mail: Mail) -> EmailMessage | None:
    if not mail.address:
        return None
    return EmailMessage(mail.subject, mail.body, to=[mail.address], headers=_headers(mail, mail.language))


def _reminder(mail: Mail, choice: MailChoice) -> EmailMessage | None:
    user: Any = mail.user
    waiting = Notice.objects.filter(user=user).overdue(timezone.now()).order_by("created", "pk")
    count = waiting.count()
    if not count or choice.wanted == MailChoice.Wanted.NOTHING:
        return None
    with _writing_to(user, choice) as language:
        subject = ngettext("%(count)d thing waits for you", "%(count)d things wait for you", count)
        lines = [(wording.sentence(each), absolute(wording.address(each))) for each in waiting[:MOST_LINES]]
        context = {"lines": lines, "inbox": absolute(reverse("inbox"))}
        return _message(mail, user, subject % {"count": count}, "inbox/mail/reminder.txt", context, language)


def trial(user: Any) -> Failure | None:
    """Send a mail for trying to this user, now; returns why it could not be sent, or None."""
    subject = _("A mail for trying")
    body = _("The site can send mails. You asked for this one.")
    try:
        EmailMessage(subject, body, to=[user.email]).send()
    except Exception as error:
        logger.warning("A mail for trying was not sent", exc_info=error)
        return explain(error)
    return None


@contextmanager
def _writing_to(user: Any, choice: MailChoice) -> Iterator[str]:
    language = language_of(user, choice)
    with translation.override(language):
        yield language


def _message(
    mail: Mail, user: Any, subject: str, template: str, context: dict[str, Any], language: str
) -> EmailMessage:
    context["choices"] = absolute(reverse("inbox_choices"))
    body = render_to_string(template, context)
    return EmailMessage(subject, body, to=[user.email], headers=_headers(mail, language))


def _headers(mail: Mail, language: str) -> dict[str, str]:
    return {
        "Message-ID": f"<inbox-{mail.pk}-{mail.created:%s}@{urlsplit(settings.SITE_URL).hostname}>",
        "Auto-Submitted": "auto-generated",  # no holiday notes in answer
        "Content-Language": language,
    }
