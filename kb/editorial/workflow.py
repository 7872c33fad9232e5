"""Publishing: a workflow's end publishes, and nobody but a superuser can otherwise.

Wagtail imports this module while its own models load, so that none of them can be imported here.
"""

from __future__ import annotations

from typing import Any


def publish_approved(state: Any, user: Any = None) -> None:
    """Publish what was approved (`WAGTAIL_FINISH_WORKFLOW_ACTION`).

    Approvers do not hold `publish`, so the permission check is skipped: the workflow is the permission.
    """
    state.content_object.get_latest_revision().publish(user=user, skip_permission_checks=True)
