"""Withdrawn works: their address says that there was something, when it was taken back, and why."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from . import languages, visibility
from .models.work import Work


def leaves_a_trace(work: Work, pages: list[Any]) -> bool:
    """Whether readers may know that this work was there: nothing but its withdrawal hides its original.

    `pages`: all versions, public or not.
    """
    original = next((page for page in pages if not page.is_translation and page.alias_of_id is None), None)
    if work.withdrawn_at is None or original is None or original.live:
        return False
    parent = original.get_parent()
    return visibility.state_of(parent) is visibility.State.PUBLIC and not original.view_restrictions.exists()


def tombstone(request: HttpRequest, work: Work, pages: list[Any]) -> HttpResponse:
    """What stands at the address of a withdrawn work: 410, the title that it had, the date and the reason."""
    titles, reader = work.withdrawn_titles, languages.current().code
    original = next((page.locale.language_code for page in pages if not page.is_translation), "")
    language = next((code for code in (reader, original, *titles) if code in titles), "")
    context = {"work": work, "title": titles.get(language, ""), "language": language}
    response = render(request, "core/withdrawn.html", context, status=410)
    response["X-Robots-Tag"] = "noindex"
    response["Cache-Control"] = "private, no-cache"
    return response
