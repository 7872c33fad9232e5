"""What follows from what somebody did with an account. Connected in `apps.py`."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from allauth.account.signals import password_reset


def password_chosen(user: Any, **kwargs: Any) -> None:
    """Whoever used the link of a mail has the address, which needs no other confirmation."""
    if not EmailAddress.objects.filter(email__iexact=user.email, verified=True).exists():
        EmailAddress.objects.filter(user=user, email__iexact=user.email).update(verified=True)


def connect() -> None:
    """Connect all receivers; called once when the apps are ready."""
    password_reset.connect(password_chosen, dispatch_uid="kb.accounts.password_chosen")
