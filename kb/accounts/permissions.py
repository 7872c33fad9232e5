"""Who must have a second factor, and who may open accounts for others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from allauth.mfa.utils import is_mfa_enabled

from kb.editorial.roles import protected_groups
from kb.editorial.steps import answers_for_something

from .models import OpenedAccount

#: Rights to decide about others, or to see what is not public, whoever has them by whatever group.
DECIDING = (
    "accounts.open_account",
    "auth.change_user",
    "core.withdraw_work",
    "editorial.change_edition",
    "experts.see_organisers_contacts",
)
#: Where django-allauth keeps how somebody has logged in, in their session.
METHODS = "account_authentication_methods"


def needs_second_factor(user: Any) -> bool:
    """Whether a role or a right of the user decides about what others wrote, or sees what is not public."""
    if user.is_superuser or protected_groups(user) or answers_for_something(user):
        return True
    return any(user.has_perm(right) for right in DECIDING)


def gave_second_factor(user: Any, session: Mapping[str, Any]) -> bool:
    """Whether this session was opened with the user's second factor, or has set it up.

    A session from before, which may be somebody else's, stays without.
    """
    given = any(each.get("method") == "mfa" for each in session.get(METHODS, ()))
    return given and is_mfa_enabled(user)


def lacks_second_factor(user: Any, session: Mapping[str, Any]) -> bool:
    """Whether the user has to give a second factor, and has not."""
    return user.is_authenticated and needs_second_factor(user) and not gave_second_factor(user, session)


def may_open_accounts(user: Any) -> bool:
    """Whether the user may open accounts for contributors."""
    return user.has_perm("accounts.open_account")


def may_send_link(sender: Any, person: Any) -> bool:
    """Whether the sender may give this person a new password.

    Only to accounts that a desk has opened, and none that decides about anything: else a link would be a way to become
    an editor.
    """
    opened = OpenedAccount.objects.filter(user=person).exists()
    return may_open_accounts(sender) and opened and person.is_active and not needs_second_factor(person)
