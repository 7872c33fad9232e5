"""What an expert has given to the site. Content types that name experts register how to list it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Listing = Callable[[Any], list[tuple[Any, str]]]
_listings: list[Listing] = []


def register(listing: Listing) -> None:
    """`listing(original)` answers public pages in the reader's language, each with the expert's role."""
    _listings.append(listing)


def of(expert: Any) -> list[tuple[Any, str]]:
    """Everything that names this expert, as (page, role)."""
    return [each for listing in _listings for each in listing(expert)]
