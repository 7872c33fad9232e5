"""The codes that an app for a second factor shows."""

from __future__ import annotations

import time

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value


def code_of(secret: str, *, ago: int = 0) -> str:
    """The code of this half minute, or of one that many seconds ago."""
    return format_hotp_value(hotp_value(secret, int(time.time() - ago) // 30))
