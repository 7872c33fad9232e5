"""Full addresses of this site, as the settings give them."""

from __future__ import annotations

from django.conf import settings


def absolute(url: str) -> str:
    """The full address of a path of this site; a full address stays as it is."""
    return url if url.startswith(("http://", "https://")) else settings.SITE_URL.rstrip("/") + url
