"""What the admin does differently where a text is approved, as Wagtail's hooks ask."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail.models import Page

from .models import EditorApprovalTask


def approving(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Approve from the page's editor what was shown there, without saving the form around the button.

    Wagtail would save it first where it differs by as much as an empty paragraph, and whoever saves becomes a
    contributor, who may not approve.
    """
    if request.method != "POST" or not request.POST.get("action-workflow-action"):
        return None
    task = page.current_workflow_task
    if request.POST.get("workflow-action-name") != "approve" or not isinstance(task, EditorApprovalTask):
        return None
    if "approve" not in [name for name, *_rest in task.get_actions(page, request.user)]:
        return None
    given = _given(request)
    task.on_action(page.current_workflow_task_state, request.user, "approve", **given)
    messages.success(request, _("“%(title)s” is approved and published.") % {"title": page.title})
    return redirect("wagtailadmin_explore", page.get_parent().pk)


def _given(request: HttpRequest) -> dict[str, Any]:
    """What the window of the task has collected: the revision that was shown, and a comment."""
    try:
        data = json.loads(request.POST.get("workflow-action-extra-data") or "{}")
    except ValueError:
        data = {}
    return (
        {name: str(data.get(name, "")) for name in ("revision", "comment")} if isinstance(data, dict) else {}
    )
