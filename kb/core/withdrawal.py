"""Withdrawn works: their address says that there was something, when it was taken back, and why."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from . import versions, visibility
from .models.work import Work


def leaves_a_trace(work: Work, pages: list[Any]) -> bool:
    """Whether readers may know that this work was there: nothing but its withdrawal hides its original.

    `pages`: all versions, public or not.
    """
    original = next((page for page in pages if not page.is_translation), None)
    if work.withdrawn_at is None or original is None or original.live:
        return False
    parent = original.get_parent()
    return visibility.state_of(parent) is visibility.State.PUBLIC and not original.view_restrictions.exists()


def tombstone(request: HttpRequest, work: Work, pages: list[Any]) -> HttpResponse:
    """What stands at the address of a withdrawn work: 410, its title, the date and the reason."""
    known = [page for page in pages if page.live or not page.is_translation]
    page = versions.best(known, get_language() or "")
    response = render(request, "core/withdrawn.html", {"page": page, "work": work}, status=410)
    response["X-Robots-Tag"] = "noindex"
    response["Cache-Control"] = "private, no-cache"
    return response
