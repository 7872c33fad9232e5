"""Who may see which contact, keep which profile, and decide about whose it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from kb.accounts.permissions import may_open_accounts
from kb.editorial.roles import ORGANISERS_CONTACTS

if TYPE_CHECKING:
    from .models import Account, ClaimRequest, Invitation

#: Who sees which contacts: the circles of readers, each with the words of `contact_visibility` that are for it.
CIRCLES: Mapping[str, frozenset[str]] = {
    "public": frozenset({"public"}),
    "signed-in": frozenset({"public", "signed_in"}),
    "organizers": frozenset({"public", "signed_in", "organisers"}),
}


def circle_of(user: Any) -> str:
    """The widest circle of readers to which this one belongs."""
    if user.has_perm(ORGANISERS_CONTACTS):
        return "organizers"
    return "signed-in" if user.is_authenticated else "public"


def contacts_for(original: Any, circle: str) -> list[Any]:
    """The contact rows that a circle of readers may see."""
    return [row for row in original.contacts.all() if row.visibility_key in CIRCLES[circle]]


def visible_contacts(original: Any, user: Any) -> list[Any]:
    """The contact rows that this reader may see; nothing else may reach a page."""
    return contacts_for(original, circle_of(user))


def holds(user: Any, account: Account) -> bool:
    """Whether the profile is this person's: they alone give and take back consent, name delegates, take their data
    away and ask for its erasure.
    """
    return user.is_active and account.holder_id is not None and account.holder_id == user.pk


def may_edit(user: Any, account: Account) -> bool:
    """Whether the user may edit and confirm the profile: its holder, or one of the delegates of a holder."""
    if holds(user, account):
        return True
    return (
        user.is_active
        and account.holder_id is not None
        and any(each.user_id == user.pk for each in account.delegates.all())
    )


def may_invite(user: Any) -> bool:
    """Whether the user may invite people to take over their profiles, and answer those who ask for one."""
    return may_open_accounts(user)


def may_answer(user: Any, request: ClaimRequest) -> bool:
    """Whether the user may answer a request for a profile: nobody answers their own."""
    return may_invite(user) and request.person_id != user.pk


def may_accept(user: Any, invitation: Invitation) -> bool:
    """Whether an invitation is for this user. Whoever has written it cannot use it: it would be a way to become
    somebody else.
    """
    if not user.is_active or invitation.by_id == user.pk:
        return False
    return invitation.person_id in (None, user.pk)
