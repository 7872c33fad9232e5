"""Sharing a case: how it is done, one's own cases, and beginning one."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.models import Locale, Page

from kb.core import languages, visibility
from kb.core.private import private, unlisted

from ..forms.begin import BeginForm
from ..sharing import works
from ..sharing.desk import desks, mine

PER_PAGE = 50
SHARE = "share"  # slug of the page of text on how to share a case
LONGEST = 200  # letters of what is looked for


@require_safe
def share(request: HttpRequest) -> HttpResponse:
    """What it takes to share a case, or one's own cases."""
    return _mine(request) if request.user.is_authenticated else _how(request)


def _how(request: HttpRequest) -> HttpResponse:
    return render(request, "cases/sharing/how.html", {"told": _told()})


def _told() -> Any:
    """The page of text that editors write on this; None when there is none that is public."""
    pages = Page.objects.filter(slug=SHARE, depth=3, locale__language_code=languages.current().code)
    found = visibility.public(pages).first()
    return found.specific if found is not None else None


@unlisted
def _mine(request: HttpRequest) -> HttpResponse:
    asked = request.GET.get("q", "").replace("\x00", "")[:LONGEST].strip()
    page = Paginator(mine(request.user, asked), PER_PAGE).get_page(request.GET.get("page"))
    context = {"page_of": page, "desks": desks(request.user, list(page)), "asked": asked, "told": _told()}
    return render(request, "cases/sharing/mine.html", context)


@private("share")
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest) -> HttpResponse:
    """Begin a draft: title, country, language."""
    form = BeginForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            page = works.begin(
                request.user,
                data["key"],
                data["title"],
                data["country"],
                Locale.objects.get(language_code=data["language"]),
                " ".join(form.suspicions()),
            )
        except works.Refused as reason:
            form.add_error(None, str(reason))
        else:
            return redirect("share_case", code=page.slug)
    return render(request, "cases/sharing/begin.html", {"form": form})
