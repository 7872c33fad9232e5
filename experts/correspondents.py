"""Who gets what readers write to experts: the holders of public profiles, never at an address that a reader sees."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from kb.core import visibility

from .models import Account, ExpertPage


def holders(profiles: Iterable[int]) -> list[Any]:
    """The users who hold these profiles (ids of originals), where the profile is public."""
    public = visibility.public(ExpertPage.objects.filter(pk__in=list(profiles)))
    accounts = Account.objects.filter(profile__in=public, holder__isnull=False).select_related("holder")
    return [account.holder for account in accounts.order_by("pk")]


def of_a_profile(kind: str, page: Any) -> list[Any]:
    """The holder of the profile that a letter is about; nobody for other works."""
    return holders([page.pk]) if isinstance(page, ExpertPage) else []
