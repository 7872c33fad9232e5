"""Why a mail could not be sent, for administrators: in words, and without a secret."""

from __future__ import annotations

import smtplib
import socket
import ssl
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from kb.core.text import one_line


class Reason(TextChoices):
    """What is kept of a failure, and what is shown."""

    UNKNOWN_HOST = "unknown host", _("The name of the mail server is not known. Correct EMAIL_URL.")
    UNREACHABLE = "unreachable", _("Nobody answers at the address of the mail server.")
    SLOW = "slow", _("The mail server did not answer in time.")
    INSECURE = "insecure", _("No secure connection to the mail server could be made.")
    LOGIN = "login", _("The mail server does not accept the name or the password of this site.")
    SENDER = "sender", _("The mail server does not accept the sender. Correct DEFAULT_FROM_EMAIL.")
    RECIPIENT = "recipient", _("The mail server does not accept the address of the person.")
    REFUSED = "refused", _("The mail server has refused the mail.")
    IMPOSSIBLE = "impossible", _("The address of the person is none that a mail can be sent to.")
    FAULT = "fault", _("The mail could not be made. The log of the site says more.")


@dataclass(frozen=True, slots=True)
class Failure:
    """`answer`: what the server said. `everywhere`: no other mail would get through now. `final`: this never will."""

    reason: Reason
    answer: str = ""
    everywhere: bool = False
    final: bool = False


def explain(error: Exception) -> Failure:
    """What an exception that came while a mail was sent means."""
    if isinstance(error, smtplib.SMTPException):
        return _of_the_server(error)
    match error:
        case TimeoutError():
            return Failure(Reason.SLOW, everywhere=True)
        case socket.gaierror():
            return Failure(Reason.UNKNOWN_HOST, everywhere=True)
        case ssl.SSLError():
            return Failure(Reason.INSECURE, getattr(error, "reason", "") or "", everywhere=True)
        case OSError():
            return Failure(Reason.UNREACHABLE, error.strerror or "", everywhere=True)
        case ValueError():  # BadHeaderError, UnicodeError and what no address can be
            return Failure(Reason.IMPOSSIBLE, final=True)
    return Failure(Reason.FAULT)


def _of_the_server(error: smtplib.SMTPException) -> Failure:
    match error:
        case smtplib.SMTPRecipientsRefused():
            code, text = next(iter(error.recipients.values()), (0, b""))
            return Failure(Reason.RECIPIENT, _said(code, text), final=code >= 500)
        case smtplib.SMTPAuthenticationError():
            return Failure(Reason.LOGIN, str(error.smtp_code), everywhere=True)  # some repeat the name
        case smtplib.SMTPSenderRefused():
            return Failure(Reason.SENDER, _said(error.smtp_code, error.smtp_error), everywhere=True)
        case smtplib.SMTPDataError():
            return Failure(Reason.REFUSED, _said(error.smtp_code, error.smtp_error))
        case smtplib.SMTPNotSupportedError():  # it offers no STARTTLS, or no log-in
            return Failure(Reason.INSECURE, everywhere=True)
        case smtplib.SMTPResponseException():
            return Failure(Reason.REFUSED, _said(error.smtp_code, error.smtp_error), everywhere=True)
    return Failure(Reason.UNREACHABLE, everywhere=True)


def _said(code: int, text: bytes | str) -> str:
    words = text.decode(errors="replace") if isinstance(text, bytes) else text
    return one_line(f"{code} {words}")
