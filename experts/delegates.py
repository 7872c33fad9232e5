"""Delegates: whom a holder lets edit the profile. What is answered never tells whether there is an account."""

from __future__ import annotations

from kb.accounts.people import find

from .models import Account, Delegate

MOST = 10  # delegates of one profile


def name(account: Account, typed: str) -> None:
    """Let whoever has this user name or address edit the profile, from now on.

    The account is looked for once, now: whoever opens one under that name later gets nothing. Nothing tells the
    holder whether there was one.
    """
    typed = typed.strip().lower()
    person = find(typed)
    if person is not None and person.pk == account.holder_id:
        person = None
    Delegate.objects.get_or_create(account=account, typed=typed, defaults={"user": person})


def remove(account: Account, pk: int) -> bool:
    """End a delegation of this profile; whether there was one."""
    count, _rows = account.delegates.filter(pk=pk).delete()
    return bool(count)
