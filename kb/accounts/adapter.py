"""What django-allauth asks of the site: its addresses in mails, its words for errors, who may sign up."""

from __future__ import annotations

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kb.core.addresses import absolute

from .lockout import client_address

_NO_MATCH = _("Name and password do not fit each other. Try again.")
_OLD_LINK = _("This link is too old or was used already. Ask for another.")
_TOO_OFTEN = _("That was too often. Try again in a few minutes.")


class AccountAdapter(DefaultAccountAdapter):
    """Links in mails begin with the address of the settings, whatever host a request names."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("This account is closed."),
        "email_password_mismatch": _NO_MATCH,
        "username_password_mismatch": _NO_MATCH,
        "invalid_login": _NO_MATCH,
        "incorrect_password": _("This password does not fit. Try again."),
        "enter_current_password": _("This is not your present password."),
        "incorrect_code": _("This code does not fit. Take the one that the app shows now."),
        "invalid_or_expired_key": _OLD_LINK,
        "invalid_password_reset": _OLD_LINK,
        "too_many_login_attempts": _TOO_OFTEN,
        "rate_limited": _TOO_OFTEN,
        "username_blacklisted": _("This name cannot be had. Choose another."),
        "username_taken": _("This name is taken. Choose another."),
        "email_taken": _("There is an account with this address already."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return bool(settings.SIGN_UP)

    def clean_username(self, username: str, shallow: bool = False) -> str:
        """No stranger is called by an address, which may be another's."""
        if "@" in username:
            raise self.validation_error("username_blacklisted")
        return super().clean_username(username, shallow)

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: Any) -> str:
        return absolute(reverse("account_confirm_email", args=[emailconfirmation.key]))

    def get_reset_password_from_key_url(self, key: str) -> str:
        uid, _dash, rest = key.partition("-")
        return absolute(reverse("account_reset_password_from_key", args=[uid, rest]))

    def format_email_subject(self, subject: str) -> str:
        return str(subject)

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_address(request) or ""

    def send_notification_mail(
        self, template_prefix: str, user: Any, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """To the address that a desk gave, too: django-allauth knows only those that were confirmed by mail."""
        super().send_notification_mail(template_prefix, user, context, email or user.email or None)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """django-axes counts wrong passwords, by name and address together: nobody's guesses lock another out."""


class SecondFactorAdapter(DefaultMFAAdapter):
    """The words of the site."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": AccountAdapter.error_messages["incorrect_code"],
        "rate_limited": _TOO_OFTEN,
    }

    def build_totp_svg(self, url: str) -> str:
        """As a part of the page, in which no declaration of XML belongs."""
        svg: str = super().build_totp_svg(url)
        return svg[svg.index("<svg") :]
