"""What a form carries to tell when it was opened and to tell one letter from another."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from hashlib import blake2b

from django.core import signing
from django.utils import timezone

_SALT = "kb.letters"
_LONGEST = 200  # characters that are looked at


@dataclass(frozen=True, slots=True)
class Opened:
    """A form that was opened: a random key, and how many seconds ago."""

    key: str
    seconds: float


def new() -> str:
    """For a form that is opened now."""
    return signing.dumps([secrets.token_urlsafe(12), timezone.now().timestamp()], salt=_SALT)


def read(token: str) -> Opened | None:
    """What a form carried; None for what this site has not written."""
    try:
        key, at = signing.loads(token[:_LONGEST], salt=_SALT)
    except (signing.BadSignature, ValueError):
        return None
    return Opened(key, timezone.now().timestamp() - at)


def digest(*parts: str) -> str:
    """A key of 64 characters: what is sent twice from one form has the same, and anything else another."""
    return blake2b("\0".join(parts).encode(), digest_size=32).hexdigest()
