"""What all pages about keeping a profile share: only for those who are logged in, kept nowhere, in no search engine."""

from __future__ import annotations

from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from kb.core.private import View
from kb.core.private import private as private_of

from ..models import ExpertPage
from ..permissions import may_invite

private = private_of("own_profile")


def for_editors(view: View) -> View:
    """The same, for those who may invite people; to all others the page is not there."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not may_invite(request.user):
            raise Http404
        return view(request, *args, **kwargs)

    return private(answer)


def original_or_404(code: str) -> ExpertPage:
    """The profile with this code. Raises `Http404`."""
    pages = ExpertPage.objects.select_related("locale")
    page: ExpertPage = get_object_or_404(pages, slug=code, original=None, alias_of=None)
    return page
