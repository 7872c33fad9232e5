"""Links with which people without an account read a draft. Opening one changes nothing."""

from __future__ import annotations

import re
from typing import Any

from django.urls import reverse
from django.utils import timezone

from kb.core.addresses import absolute

from ..models import CasePage, DraftLink


def make(page: CasePage, by: Any) -> DraftLink:
    """A link for this case; those before it end."""
    revoke(page)
    return DraftLink.objects.create(page=page, by=by)


def revoke(page: CasePage) -> None:
    """No link to this draft works any more."""
    page.draft_links.filter(revoked_at=None).update(revoked_at=timezone.now())


def present(page: CasePage) -> DraftLink | None:
    """The link that works now."""
    return page.draft_links.open().order_by("-at").first()


def address(link: DraftLink) -> str:
    """What is sent to a reader."""
    return absolute(reverse("share_read", args=[link.token]))


def find(token: str) -> DraftLink | None:
    """The link with its case, when it still works; None for one that is revoked, too old or made up."""
    if not re.fullmatch(r"[\w-]{1,64}", token, re.ASCII):  # PostgreSQL refuses to look for a zero byte
        return None
    return DraftLink.objects.open().select_related("page__locale").filter(token=token).first()
