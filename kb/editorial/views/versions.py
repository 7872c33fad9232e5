"""Earlier versions of a work, for readers; taking a work back, for editors."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from kb.core import languages, versions, withdrawal
from kb.core.models import Work
from kb.core.visibility import State

from .. import editions
from ..forms import WithdrawalForm
from ..models import Edition, VersionedPage
from ..models.editions import first_of_each
from ..permissions import may_withdraw


@require_safe
def edition(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """A work as it was: words and facts of one of its versions. 410 when that or the whole work was taken back."""
    work, pages, gone = _work(request, code)
    if gone is not None:
        return gone
    row = Edition.objects.filter(work=work, number=number).order_by("pk").first()
    if row is None:
        raise Http404
    found = editions.as_of(row, pages)
    if not found:
        return _taken_back(request, row, pages)
    page = versions.best(found, languages.current().code)
    context = page.get_context(request)
    context["versions"] = [
        replace(version, url=_address(version.language.code, code, number)) for version in context["versions"]
    ]
    context |= {"edition": row, "newest": versions.for_reader(page), "similar": ()}
    response = render(request, page.get_template(request), context)
    return _unlisted(response)


@require_safe
def history(request: HttpRequest, code: str) -> HttpResponse:
    """All versions of a work, the newest first."""
    work, pages, gone = _work(request, code)
    if gone is not None:
        return gone
    page = versions.best(pages, languages.current().code)
    rows = Edition.objects.filter(work=work, page__in=[each.pk for each in pages]).order_by("-number", "pk")
    context = {
        "page": page,
        "editions": first_of_each(rows.select_related("page__locale"), page.facts_page),
        "newest": versions.for_reader(page),
    }
    return _unlisted(render(request, "editorial/history.html", context))


def _work(request: HttpRequest, code: str) -> tuple[Work, list[VersionedPage], HttpResponse | None]:
    """A work with the versions that the public may see, or what answers in its place."""
    work = Work.objects.select_related("original").filter(code=code, original__isnull=False).first()
    if work is None:
        return _moved(request, code)
    model = work.original.specific_class if work.original is not None else None
    if model is None or not issubclass(model, VersionedPage):
        raise Http404
    every = model.versions_of(work.pk)
    public = [page for page, state in every if state is State.PUBLIC]
    if any(not page.is_translation for page in public):
        return work, public, None
    if withdrawal.leaves_a_trace(work, [page for page, _state in every]):
        return work, [], withdrawal.tombstone(request, work, [page for page, _state in every])
    raise Http404


def _moved(request: HttpRequest, code: str) -> tuple[Work, list[VersionedPage], HttpResponse | None]:
    """What was cited under a code that the work had before, leads to the one that it has now."""
    known = Redirect.objects.filter(old_path__endswith=f"/{code}", redirect_page__isnull=False).first()
    keys = Page.objects.filter(pk=known.redirect_page_id).values("translation_key") if known else ()
    work = Work.objects.filter(pk__in=keys).first() if known else None
    match = request.resolver_match
    if work is None or match is None:
        raise Http404
    _work(request, work.code)  # nothing is told of what is hidden
    address = reverse(match.url_name or "", kwargs={**match.kwargs, "code": work.code})
    return work, [], redirect(address, permanent=True)


def _address(language: str, code: str, number: int) -> str:
    here = reverse("edition", args=[code, number])
    return f"/{language}/{here.split('/', 2)[2]}"


def _taken_back(request: HttpRequest, row: Edition, pages: list[VersionedPage]) -> HttpResponse:
    page = versions.best(pages, languages.current().code)
    context = {"page": page, "edition": row, "newest": versions.for_reader(page)}
    return _unlisted(render(request, "editorial/taken_back.html", context, status=410))


def _unlisted(response: HttpResponse) -> HttpResponse:
    """Search engines keep the present version; what is taken back is gone from the next request."""
    response["X-Robots-Tag"] = "noindex"
    response["Cache-Control"] = "private, no-cache"
    return response


def withdraw(request: HttpRequest, page_id: int) -> HttpResponse:
    """Take a work out of public view in every language, with a reason that its address tells."""
    page: Any = get_object_or_404(Page, pk=page_id).specific
    if not may_withdraw(request.user, page):
        raise PermissionDenied
    page = page.facts_page
    form = WithdrawalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        titles = {each.locale.language_code: each.title for each in page.public_versions()}
        with transaction.atomic():  # the page first, as where it is published
            UnpublishPageAction(page, user=request.user).execute(skip_permission_checks=True)
            Work.objects.filter(pk=page.translation_key).update(
                withdrawn_at=timezone.now(),
                withdrawal=form.cleaned_data["reason"],
                withdrawn_titles=titles or {page.locale.language_code: page.title},
            )
        messages.success(request, _("“%(title)s” is withdrawn.") % {"title": page.title})
        return redirect("wagtailadmin_explore", page.get_parent().pk)
    return render(request, "admin/withdraw.html", {"page": page, "form": form})
