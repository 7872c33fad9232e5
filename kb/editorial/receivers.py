"""What follows a publication. Connected in `apps.py`."""

from __future__ import annotations

from typing import Any

from wagtail.models import Page, Revision
from wagtail.signals import page_published

from kb.core.models import Work

from . import editions


def published(instance: Page, revision: Revision | None = None, **kwargs: Any) -> None:
    """A publication is a version, and ends a withdrawal."""
    if revision is not None:
        editions.keep(instance, revision)
    if instance.live:
        Work.objects.filter(original=instance.pk).exclude(withdrawn_at=None).update(
            withdrawn_at=None, withdrawal=""
        )


def connect() -> None:
    """Connect all receivers; called once when the apps are ready."""
    page_published.connect(published, dispatch_uid="kb.editorial.published")
