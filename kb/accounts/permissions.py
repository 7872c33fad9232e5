"""Who must have a second factor, and who may open accounts for others."""

from __future__ import annotations

from typing import Any

from kb.editorial.roles import protected_groups

from .models import OpenedAccount


def needs_second_factor(user: Any) -> bool:
    """Whether a role of the user decides about what others wrote or sees what is not public."""
    return user.is_superuser or protected_groups(user)


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
