"""Who may write which case on the public site. To everybody else it is not there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .models import CasePage


def owns(user: Any, page: CasePage) -> bool:
    """Whether the case is this person's: they alone name co-authors, hand it over and delete it."""
    return bool(user.is_active and page.owner_id is not None and page.owner_id == user.pk)


def writes(user: Any, page: CasePage) -> bool:
    """Whether the user is the owner of the case or one of the co-authors."""
    return owns(user, page) or bool(
        user.is_active and any(each.user_id == user.pk for each in page.coauthors.all())
    )


def may_edit(user: Any, page: CasePage) -> bool:
    """Whether the user may edit and send the case: who writes it, and editors of its page."""
    return writes(user, page) or bool(user.is_active and page.permissions_for_user(user).can_edit())


def may_take_back(user: Any, page: CasePage) -> bool:
    """Whether the user may take the case back from the editors: who writes it. Editors send it back, with a reason."""
    return writes(user, page)


def may_delete(user: Any, page: CasePage) -> bool:
    """Whether the user may delete the draft: its owner, as long as it was never public."""
    return owns(user, page) and not page.live and page.first_published_at is None


def may_take_over(user: Any, page: CasePage) -> bool:
    """Whether the owner has offered the case to this user."""
    return user.is_active and any(
        each.user_id == user.pk and each.offered_at is not None for each in page.coauthors.all()
    )
