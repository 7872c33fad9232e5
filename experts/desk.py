"""Whose profile somebody works on: their own, or one that they edit for its holder."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404
from django.urls import reverse

from .models import Account, ExpertPage
from .permissions import holds, may_edit


@dataclass(frozen=True, slots=True)
class Desk:
    """A profile with who keeps it. `code` is empty for one's own: it is part of all addresses."""

    account: Account
    user: Any
    code: str

    @property
    def profile(self) -> ExpertPage:
        return self.account.profile

    @property
    def is_holder(self) -> bool:
        return holds(self.user, self.account)

    def address(self, name: str, **parameters: Any) -> str:
        """The address of one of the pages of this profile."""
        return reverse(name, kwargs={**parameters, **({"code": self.code} if self.code else {})})


def _accounts() -> Any:
    return Account.objects.select_related("profile__locale", "holder").prefetch_related("delegates")


def desk_of(user: Any, code: str = "") -> Desk:
    """One's own profile, or that with this code. Raises `Http404` for one that is missing or that is not for them."""
    found = _accounts().filter(profile__slug=code) if code else _accounts().filter(holder=user)
    account = found.first()
    if account is None or not may_edit(user, account):
        raise Http404
    return Desk(account, user, code)


def own_desk(user: Any, code: str = "") -> Desk:
    """The same for what a holder does and no delegate. Raises `Http404`."""
    desk = desk_of(user, code)
    if not desk.is_holder:
        raise Http404
    return desk


def desks(user: Any) -> list[Desk]:
    """Every profile that the user may edit, their own first."""
    theirs = _accounts().filter(delegates__user=user, holder__isnull=False).exclude(holder=user)
    own = _accounts().filter(holder=user)
    return [Desk(each, user, "") for each in own] + [
        Desk(each, user, each.profile.slug) for each in theirs.order_by("profile__name")
    ]
