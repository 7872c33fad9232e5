"""What changes the frame of every page."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_delete, post_save
from wagtail.models import Page, PageViewRestriction, Site
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from . import frame
from .models import HomePage, IdentityName, Partner, PlainPage, SiteIdentity


def _page_changed(sender: type[Page], **kwargs: Any) -> None:
    if issubclass(sender, PlainPage | HomePage):
        frame.changed()


def connect() -> None:
    """Called once, when the app is ready."""
    for model in (SiteIdentity, IdentityName, Partner, PageViewRestriction, Site, PlainPage):
        for signal in (post_save, post_delete):
            signal.connect(frame.changed, sender=model, dispatch_uid=f"frame-{signal}-{model.__name__}")
    for signal in (page_published, page_unpublished, page_slug_changed, post_page_move):
        signal.connect(_page_changed, dispatch_uid=f"frame-{signal}")
