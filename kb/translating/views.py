"""Translating a work on the public site, the original beside the translation."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kb.core import cldr, languages
from kb.core.private import private
from kb.editorial import sending
from kb.filling import marks

from . import machine, works
from .desk import Desk, desk_of, original_of
from .forms import END, Passages
from .permissions import may_translate
from .segments import Segment

PER_PAGE = 20  # passages
MACHINE = "machine"  # the name of the button that asks one
_own = private("reviews")


@_own
@require_safe
def choose(request: HttpRequest, code: str) -> HttpResponse:
    """The languages into which the user may translate a work, with where each stands."""
    original = original_of(code)
    offered = [
        language
        for language in languages.LANGUAGES
        if language.code != original.locale.language_code
        and may_translate(request.user, original, language.code)
    ]
    if not offered:
        raise Http404
    pages = type(original).objects.filter(original=original).select_related("locale")
    there = {page.locale.language_code: page for page in pages}
    desks = [Desk(original, language, request.user, there.get(language.code)) for language in offered]
    under_way = sending.states([page.pk for page in there.values()])
    for desk in desks:
        desk.state = under_way.get(desk.target.pk) if desk.target is not None else None
    context = {"original": original, "desk": desks[0], "desks": desks}
    return render(request, "translating/choose.html", context)


@_own
@require_http_methods(["GET", "HEAD", "POST"])
def translate(request: HttpRequest, code: str, language: str) -> HttpResponse:
    """The passages of a work with their translations, a part a page; whoever only reads gets no fields."""
    if request.method != "POST":
        desk = desk_of(request.user, code, language, reading=True)
        return _show(request, desk, Passages(desk, _listed(request, desk).object_list))
    with transaction.atomic():
        answer = _save(request, code, language)
    if MACHINE in request.POST and answer.status_code == 302:
        _suggest(request, code, language)
    return answer


def _save(request: HttpRequest, code: str, language: str) -> HttpResponse:
    """Keep what was sent; the answer leads back to the page, or is the page with what is wrong."""
    works.lock(original_of(code), language)
    desk = desk_of(request.user, code, language)  # as it is now that nobody else can change it
    passages = Passages(desk, _listed(request, desk).object_list, request.POST)
    if END not in request.POST:
        problem = _("Not everything has arrived. Look through it, then save again.")
        return _show(request, desk, passages, problems=[problem])
    if desk.held:
        said = [_("Nothing is saved. What you have typed is still here."), desk.held]
        return _show(request, desk, passages, problems=said, status=409)
    if not passages.check():
        bad = any(row.theirs for row in passages.rows) or passages.gone
        return _show(request, desk, passages, checked=True, status=409 if bad else 200)
    typed = passages.typed()
    if typed:
        works.keep(desk, typed)
        messages.success(request, _("Saved. Readers see it when it is sent and approved."))
    elif MACHINE not in request.POST:
        messages.info(request, _("Nothing was changed."))
    return redirect(f"{desk.address()}?page={_listed(request, desk).number}")


def _suggest(request: HttpRequest, code: str, language: str) -> None:
    """Ask the machine about the passages of this page that are empty, and keep what it says where they still are."""
    desk, asked = desk_of(request.user, code, language), machine.translator()
    shown = [each for each in _listed(request, desk).object_list if _is_empty(desk, each)]
    if asked is None or not shown:
        return
    found = machine.suggest(asked, shown, desk.written_in.tag, desk.language.tag)
    with transaction.atomic():
        works.lock(desk.original, language)
        desk = desk_of(request.user, code, language)  # it may have changed while the machine was asked
        empty = {each.key for each in desk.segments if _is_empty(desk, each)}
        values = {key: value for key, value in found.values.items() if key in empty}
        if values and not desk.held:
            works.keep(desk, values, machine=asked.name)
            said = ngettext(
                "%(count)s passage comes from %(name)s. Read it: correct it, or say that it is right.",
                "%(count)s passages come from %(name)s. Read them: correct them, or say that they are right.",
                len(values),
            )
            messages.success(request, said % {"count": cldr.number(len(values)), "name": asked.name})
    if found.problem:
        messages.error(request, found.problem)
    elif found.lost:
        messages.error(request, _("Some passages came back without a link or emphasis and were left empty."))


def _is_empty(desk: Desk, segment: Segment) -> bool:
    return segment.place not in desk.said and segment.place not in desk.suggestions


@_own
@require_POST
def send(request: HttpRequest, code: str, language: str) -> HttpResponse:
    """Send a translation for review."""
    desk = desk_of(request.user, code, language)
    try:
        works.send(desk)
    except sending.Refused as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, _("Sent. Somebody who reviews this language reads it."))
    return redirect(desk.address())


@_own
@require_POST
def take_back(request: HttpRequest, code: str, language: str) -> HttpResponse:
    """Take a translation back from those who review it."""
    desk = desk_of(request.user, code, language)
    if not desk.may_take_back:
        raise Http404
    try:
        sending.take_back(desk.target, request.user)
    except sending.Refused as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, _("You have it back. Change it, then send it again."))
    return redirect(desk.address())


def _listed(request: HttpRequest, desk: Desk) -> Any:
    return Paginator(desk.segments, PER_PAGE).get_page(request.GET.get("page"))


def _show(
    request: HttpRequest,
    desk: Desk,
    passages: Passages,
    *,
    problems: list[str] | None = None,
    checked: bool = False,
    status: int = 200,
) -> HttpResponse:
    context = {
        "desk": desk,
        "passages": passages,
        "listed": _listed(request, desk),
        "problems": problems or [],
        "checked": checked,
        "begun": marks.mark(desk.target),
        "writes": desk.may_translate and (not desk.held or request.method == "POST"),
        "done": sum(segment.place in desk.said for segment in desk.segments),
        "count": len(desk.segments),
        "machine": machine.translator() if desk.may_translate else None,
        "unsure": sum(said.machine for said in desk.said.values()),
    }
    return render(request, "translating/translate.html", context, status=status)
