"""What follows from what somebody did with an account. Connected in `apps.py`."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.account.models import EmailAddress
from allauth.account.signals import password_reset
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authentication_failed, authenticator_added
from axes.handlers.proxy import AxesProxyHandler
from django.contrib.auth import get_user_model
from django.contrib.auth.signals import user_logged_out
from django.db.models.signals import post_save
from django.http import HttpRequest


def password_chosen(user: Any, **kwargs: Any) -> None:
    """Whoever used the link of a mail has the address, which needs no other confirmation."""
    if not EmailAddress.objects.filter(email__iexact=user.email, verified=True).exists():
        EmailAddress.objects.filter(user=user, email__iexact=user.email).update(verified=True)


def factor_added(request: HttpRequest, user: Any, authenticator: Authenticator, **kwargs: Any) -> None:
    """The session that has set a second factor up has given it; all others of this account have not."""
    if authenticator.type == Authenticator.Type.TOTP:
        record_authentication(request, user, "mfa", type="totp")


def code_failed(request: HttpRequest, user: Any, **kwargs: Any) -> None:
    """Wrong codes count with wrong passwords, in the database that all processes share."""
    AxesProxyHandler.user_login_failed(
        sender=__name__, credentials={"login": user.get_username()}, request=request
    )


def logged_out(request: HttpRequest | None, **kwargs: Any) -> None:
    """Wherever that was done: the middleware clears what the browser keeps."""
    if request is not None:
        request.was_left = True  # type: ignore[attr-defined]


def account_saved(instance: Any, created: bool, **kwargs: Any) -> None:
    """An address that an administrator has changed takes the place of those that were confirmed before."""
    known = EmailAddress.objects.filter(user=instance)
    if not created and known.exists() and not known.filter(email__iexact=instance.email).exists():
        known.delete()


def connect() -> None:
    """Connect all receivers; called once when the apps are ready."""
    password_reset.connect(password_chosen, dispatch_uid="kb.accounts.password_chosen")
    authenticator_added.connect(factor_added, dispatch_uid="kb.accounts.factor_added")
    authentication_failed.connect(code_failed, dispatch_uid="kb.accounts.code_failed")
    user_logged_out.connect(logged_out, dispatch_uid="kb.accounts.logged_out")
    post_save.connect(account_saved, sender=get_user_model(), dispatch_uid="kb.accounts.account_saved")
