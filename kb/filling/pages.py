"""The page of a form's part: shown, given rows, saved, or held back because somebody has saved it meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from . import marks
from .filling import Filling, wants_other_rows
from .parts import Part, said

#: The last field of the form. The page that asks somebody to wait, or a line that breaks, may cut rows off before it.
END = "whole"


class Task(Protocol):
    """What is filled in. `page` is None for a version not yet begun; `back`: where a save leads."""

    part: Part

    @property
    def page(self) -> Any: ...

    @property
    def back(self) -> str: ...

    @property
    def template(self) -> str: ...

    @property
    def held(self) -> str:
        """Why nobody may change it now; empty when it can be changed."""

    def lock(self) -> None:
        """Let nobody else change it until the transaction ends."""

    def draft(self) -> Any:
        """What is there now."""

    def keep(self, request: HttpRequest, filling: Filling, before: list[tuple[str, str]]) -> None:
        """Keep what was sent, and tell the person. `before`: what it said. Raises `ValidationError`."""

    def context(self) -> dict[str, Any]:
        """What else the page shows."""


def fill_in(request: HttpRequest, find: Callable[[], Task]) -> HttpResponse:
    """Answer a request for one part. `find` says what is filled in, as it is at that moment."""
    if request.method != "POST":
        task = find()
        if task.held:
            messages.info(request, task.held)
            return redirect(task.back)
        return _show(request, task, Filling(task.part, task.draft()))
    with transaction.atomic():
        find().lock()
        task = find()  # as it is now that nobody else can change it
        draft, begun = task.draft(), str(request.POST.get("begun", ""))
        if wants_other_rows(request.POST) or END not in request.POST:
            filling = Filling.typed(task.part, draft, request.POST)
            if END not in request.POST:
                filling.problems = [_("Not everything has arrived. Look through it, then save again.")]
            return _show(request, task, filling, begun=begun)
        if task.held:
            filling = Filling.typed(task.part, draft, request.POST)
            filling.problems = [_("Nothing is saved. What you have typed is still here."), task.held]
            return _show(request, task, filling, begun=begun, status=409)
        if begun != marks.mark(task.page):
            filling = Filling.typed(task.part, draft, request.POST)
            return _show(request, task, filling, others=_others(task, draft, begun))
        filling = Filling(task.part, draft, request.POST)
        if filling.is_valid() and _save(request, task, draft, filling):
            return redirect(task.back)
        return _show(request, task, filling, checked=True)


def _save(request: HttpRequest, task: Task, draft: Any, filling: Filling) -> bool:
    """Keep what was sent; False, with the reasons in the form, when it cannot be kept."""
    before = said(task.part, draft)
    try:
        with transaction.atomic():
            task.keep(request, filling, before)
    except ValidationError as error:
        filling.problems = list(error.messages)
        return False
    return True


def _others(task: Task, draft: Any, begun: str) -> dict[str, Any]:
    """What somebody else, or oneself in another window, has saved meanwhile: who, when, and what it says now."""
    page = task.page
    before = marks.as_marked(page, begun) if page is not None else None
    then = dict(said(task.part, before)) if before is not None else {}
    now = [(label, text) for label, text in said(task.part, draft) if then.get(label) != text]
    return {"revision": page.latest_revision if page is not None else None, "changes": now}


def _show(
    request: HttpRequest,
    task: Task,
    filling: Filling,
    *,
    begun: str | None = None,
    checked: bool = False,
    others: dict[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        **task.context(),
        "part": task.part,
        "filling": filling,
        "begun": marks.mark(task.page) if begun is None else begun,
        "checked": checked,
        "others": others,
    }
    return render(request, task.template, context, status=409 if others else status)
