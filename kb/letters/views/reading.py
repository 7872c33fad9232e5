"""Where letters are read and answered, by those who get them and by editors."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kb.core import versions
from kb.core.private import private
from kb.editorial import reviews, steps

from .. import handling, works
from ..forms import AnswerForm, ClosingForm
from ..models import Letter

PER_PAGE = 50
_own = private("letters")


@require_safe
@_own
def letters(request: HttpRequest) -> HttpResponse:
    """The letters of one state, the newest first; editors see those of everybody, and what may be spam."""
    editor = steps.is_editor(request.user)
    states = [state for state in Letter.State if editor or state != Letter.State.SUSPECTED]
    wanted = request.GET.get("show", "")
    state = wanted if wanted in states else Letter.State.NEW
    found = Letter.objects.for_reader(request.user).filter(state=state).order_by("-created", "-pk")
    context = {
        "listed": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "states": [(each, each.label) for each in states],
        "state": state,
    }
    return render(request, "letters/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@_own
def letter(request: HttpRequest, letter_id: int) -> HttpResponse:
    """One letter, and what can be done with it."""
    rows = Letter.objects.select_related("work__original", "sender", "handled_by")
    found = get_object_or_404(rows, pk__in=_readable(request, letter_id))
    if request.method != "POST":
        return _show(request, found)
    do = request.POST.get("do")
    answer = AnswerForm(request.POST if do == "answer" else None)
    closing = ClosingForm(request.POST if do == "close" else None)
    try:
        said = _do(found, request.user, do, answer, closing)
    except handling.Settled:
        messages.error(request, _("Somebody else has just dealt with this letter."))
        # What was typed is shown beside what was said instead of it.
        return _show(request, get_object_or_404(rows, pk=found.pk), answer, closing, status=409)
    if not said:
        return _show(request, found, answer, closing, status=400)
    messages.success(request, said)
    return redirect("letter", found.pk)


def _readable(request: HttpRequest, letter_id: int) -> Any:
    """The letter if the user may read it: one that is not theirs looks the same as one that is not there."""
    return Letter.objects.for_reader(request.user).filter(pk=letter_id).values("pk")


def _do(found: Letter, user: Any, do: str | None, answer: AnswerForm, closing: ClosingForm) -> str:
    """Carry out what a button says; returns what to say then, or nothing where the form lacks something.

    Raises `Settled`, and `Http404` for what no button says.
    """
    if do == "answer" and found.email:
        if not answer.is_valid():
            return ""
        handling.answer(found, user, answer.cleaned_data["text"])
        return _("Your answer is sent.")
    if do == "close":
        if not closing.is_valid():
            return ""
        handling.close(found, user, closing.cleaned_data["reason"])
        return _("The letter is closed.")
    if do == "spam":
        handling.is_spam(found, user)
        return _("The letter is closed as spam.")
    if do == "no_spam":
        handling.is_no_spam(found)
        return _("Those who get this letter are told.")
    raise Http404


def _show(
    request: HttpRequest,
    found: Letter,
    answer: AnswerForm | None = None,
    closing: ClosingForm | None = None,
    status: int = 200,
) -> HttpResponse:
    user: Any = request.user
    work = found.work
    original: Any = work.original.specific if work is not None and work.original is not None else None
    page = works.public_page(work) if work is not None else None
    edits = user.has_perm("wagtailadmin.access_admin")
    context = {
        "letter": found,
        "address": versions.for_reader(page) if page is not None else "",
        "original": original,
        "edits": original is not None and edits and original.permissions_for_user(user).can_edit(),
        "reviews": original is not None
        and reviews.state_of(original) is not None
        and reviews.may_read(user, original),
        "answer": answer or AnswerForm(),
        "closing": closing or ClosingForm(),
    }
    return render(request, "letters/letter.html", context, status=status)
