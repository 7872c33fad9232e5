"""Somebody by what another person calls them."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q


def find(typed: str) -> Any:
    """The active user with this user name or address; None where nobody, or more than one, is meant.

    An address counts when its owner has confirmed it, or when a desk or an administrator gave it: whoever signs up
    under the address of another is not taken for them.
    """
    confirmed = Q(emailaddress__isnull=True) | Q(
        emailaddress__email__iexact=typed, emailaddress__verified=True
    )
    people = get_user_model().objects.filter(Q(username__iexact=typed) | Q(email__iexact=typed) & confirmed)
    found = list(people.filter(is_active=True).distinct()[:2])
    return found[0] if len(found) == 1 else None
