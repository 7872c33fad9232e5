"""Where readers write, without an account and without JavaScript."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_http_methods, require_safe

from kb.core import languages, versions
from kb.core.models import WorkPage

from .. import handling, works
from ..forms import LetterForm
from ..models import LONGEST_PART


@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, code: str, letter_kind: str) -> HttpResponse:
    """The form; `?part=` says which part of the page it is about. A letter that looks like spam is thanked for, too."""
    page = _page(code, letter_kind)
    form = LetterForm(
        request.POST if request.method == "POST" else None,
        kind=letter_kind,
        user=request.user,
        initial={"part": request.GET.get("part", "")[:LONGEST_PART]},
    )
    if form.is_valid():
        given, language = form.cleaned_data, languages.current().code
        handling.receive(letter_kind, page, given, request.user, language)
        return redirect("letter_sent", code, letter_kind)
    return _show(request, "letters/write.html", page, letter_kind, form=form)


@require_safe
def sent(request: HttpRequest, code: str, letter_kind: str) -> HttpResponse:
    """What happens next with a letter."""
    return _show(request, "letters/sent.html", _page(code, letter_kind), letter_kind)


def _page(code: str, kind: str) -> WorkPage:
    page = works.page_for(code, kind)
    if page is None:
        raise Http404
    return page


def _show(
    request: HttpRequest, template: str, page: WorkPage, kind: str, form: LetterForm | None = None
) -> HttpResponse:
    context = {
        "page": page,
        "title": works.title_of(page),
        "back": versions.for_reader(page),
        "letter_kind": kind,
        "form": form,
    }
    response = render(request, template, context, status=400 if form is not None and form.is_bound else 200)
    patch_cache_control(response, private=True, no_store=True)
    response["X-Robots-Tag"] = "noindex"
    return response
