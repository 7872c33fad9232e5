"""Who may see which contact field."""

from __future__ import annotations

from typing import Any

from kb.editorial.roles import ORGANISERS_CONTACTS


def visible_contacts(original: Any, user: Any) -> list[Any]:
    """The contact rows that this reader may see; nothing else may reach a page."""
    allowed = {"public"}
    if user.is_authenticated:
        allowed.add("signed_in")
    if user.has_perm(ORGANISERS_CONTACTS):
        allowed.add("organisers")
    return [row for row in original.contacts.all() if row.visibility_key in allowed]
