"""What the editor's page of a profile decides about consent: what somebody saves, not what it keeps by itself."""

from __future__ import annotations

from django.http import HttpRequest
from wagtail.models import Page

from . import consent
from .models import ExpertPage

ASKING = ("action-submit", "action-publish")  # refused without consent, so that nothing is saved


def editing(request: HttpRequest, page: Page) -> None:
    """Wagtail's autosave only keeps a draft. Whoever presses a button without the tick takes the consent back,
    also where the form is then refused because a profile without consent cannot be sent for approval.
    """
    if not isinstance(page, ExpertPage) or request.method != "POST":
        return
    page.undecided = _by_itself(request)
    if page.is_translation or page.undecided or "consent_given" in request.POST:
        return
    lock = page.get_lock()
    if any(name in request.POST for name in ASKING) and not (lock and lock.for_user(request.user)):
        consent.withdraw(page, user=request.user)


def _by_itself(request: HttpRequest) -> bool:
    """Whether this is Wagtail's autosave: it asks for JSON, as no button does, and names no action."""
    return not request.accepts("text/html") and not any(name.startswith("action-") for name in request.POST)
