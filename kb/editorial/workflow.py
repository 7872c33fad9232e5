"""Publishing: a workflow's end publishes, and nobody but a superuser can otherwise.

Wagtail imports this module while its own models load, so that none of them can be imported here.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _


def publish_approved(state: Any, user: Any = None) -> None:
    """Publish what was approved (`WAGTAIL_FINISH_WORKFLOW_ACTION`).

    Approvers do not hold `publish`, so Wagtail's check is skipped: the workflow is the permission. Whatever way
    the approval came, it ends here, so that here it is refused to those who contributed, to nobody in particular, and
    while the review has to wait. Raises `PermissionDenied`, and the approval is undone.
    """
    from . import checking, steps
    from .permissions import may_approve

    page = state.content_object
    if user is None or not may_approve(user, page, state):
        raise PermissionDenied(_("Somebody who has not contributed to this text must approve it."))
    if reason := steps.held(page):
        raise PermissionDenied(reason)
    revision = page.get_latest_revision()
    checking.note(page.specific, state, revision)
    revision.publish(user=user, skip_permission_checks=True)
