"""Who must have a second factor."""

from __future__ import annotations

from typing import Any

from kb.editorial.roles import protected_groups


def needs_second_factor(user: Any) -> bool:
    """Whether a role of the user decides about what others wrote or sees what is not public."""
    return user.is_superuser or protected_groups(user)
