"""What follows from log-ins and from pages that go. Connected in `apps.py`."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.db.models.signals import pre_delete
from django.utils import timezone
from wagtail.models import Page

from .choices import remember_language
from .models import Notice


def page_is_going(instance: Page, **kwargs: Any) -> None:
    """Nobody can do anything about a page that is gone."""
    Notice.objects.filter(about=instance.pk, done_at=None).update(done_at=timezone.now())


def connect() -> None:
    """Connect all receivers; called once when the apps are ready."""
    user_logged_in.connect(remember_language, dispatch_uid="kb.inbox.remember_language")
    pre_delete.connect(page_is_going, sender=Page, dispatch_uid="kb.inbox.page_is_going")
