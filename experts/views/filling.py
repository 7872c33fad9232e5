"""Filling in a profile, a part at a time, and its words in one language after the other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from wagtail.models import Locale

from kb.core import languages

from .. import drafts, states
from ..desk import Desk, desk_of
from ..filling import Filling, wants_other_rows
from ..models import ExpertPage
from ..parts import PARTS, WORDS, Part, said
from .common import private

#: The last field of the form. The page that asks somebody to wait, or a line that breaks, may cut rows off before it.
END = "end"


@dataclass(frozen=True, slots=True)
class Task:
    """What is filled in: a part of a version of somebody's profile. `page` is None for a version not yet begun."""

    desk: Desk
    part: Part
    page: ExpertPage | None
    locale: Locale

    def draft(self) -> ExpertPage:
        """What is there now; empty for a version not yet begun."""
        return drafts.newest(self.page) if self.page is not None else ExpertPage(locale=self.locale)


@private
@require_http_methods(["GET", "HEAD", "POST"])
def part(request: HttpRequest, part: str, code: str = "") -> HttpResponse:
    """One part of the facts of a profile."""
    if part not in PARTS:
        raise Http404
    desk = desk_of(request.user, code)
    return _fill_in(request, lambda: Task(desk, PARTS[part], desk.profile, desk.profile.locale))


@private
@require_http_methods(["GET", "HEAD", "POST"])
def words(request: HttpRequest, language: str, code: str = "") -> HttpResponse:
    """The words of a profile in one language."""
    locale = Locale.objects.filter(language_code=language).first()
    if locale is None or language not in languages.BY_CODE:
        raise Http404
    desk = desk_of(request.user, code)

    def task() -> Task:
        pages = {page.locale_id: page for page in drafts.versions(desk.profile)}
        return Task(desk, WORDS, pages.get(locale.pk), locale)

    return _fill_in(request, task)


def _fill_in(request: HttpRequest, find: Any) -> HttpResponse:
    if request.method != "POST":
        task = find()
        return _show(request, task, Filling(task.part, task.draft()))
    with transaction.atomic():
        task = find()
        states.lock(task.desk.profile)
        task = find()  # as it is now that nobody else can change it
        draft = task.draft()
        if wants_other_rows(request.POST) or END not in request.POST:
            filling = Filling.typed(task.part, draft, request.POST)
            if END not in request.POST:
                filling.problems = [_("Not everything has arrived. Look through it, then save again.")]
            return _show(request, task, filling, begun=_begun(request))
        if _begun(request) != drafts.mark(task.page):
            filling = Filling.typed(task.part, draft, request.POST)
            return _show(request, task, filling, others=_others(task, draft, _begun(request)))
        filling = Filling(task.part, draft, request.POST)
        if filling.is_valid() and _save(request, task, draft, filling):
            return redirect(task.desk.address("own_profile"))
        return _show(request, task, filling, checked=True)


def _save(request: HttpRequest, task: Task, draft: ExpertPage, filling: Filling) -> bool:
    """Keep what was sent; False, with the reasons in the form, when it cannot be kept."""
    before = said(task.part, draft)
    page = task.page
    try:
        with transaction.atomic():
            if page is None:
                page = drafts.begin_translation(task.desk.profile, task.locale)
                draft = drafts.newest(page)
            filling.write(draft)
            if said(task.part, draft) == before:
                messages.info(request, _("Nothing was changed."))
                return True
            drafts.translated_by_hand(draft)
            public = drafts.change(page, draft, task.desk.account, request.user)
    except ValidationError as error:
        filling.problems = list(error.messages)
        return False
    if public:
        messages.success(request, _("Saved. Everybody can see it now."))
    elif page.live:
        messages.success(request, _("Saved. It is public as soon as an editor has approved it."))
    else:
        messages.success(request, _("Saved. Nobody but you and the editors can see it yet."))
    return True


def _begun(request: HttpRequest) -> str:
    return str(request.POST.get("begun", ""))


def _others(task: Task, draft: ExpertPage, begun: str) -> dict[str, Any]:
    """What somebody else, or oneself in another window, has saved meanwhile: who, when, and what it says now."""
    page = task.page
    before = drafts.as_marked(page, begun) if page is not None else None
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
) -> HttpResponse:
    language = languages.get(task.locale.language_code)
    is_translation = task.part is WORDS and task.locale.pk != task.desk.profile.locale_id
    context = {
        "desk": task.desk,
        "part": task.part,
        "filling": filling,
        "begun": drafts.mark(task.page) if begun is None else begun,
        "checked": checked,
        "others": others,
        "language": language if task.part is WORDS else None,
        "model": drafts.newest(task.desk.profile) if is_translation else None,
    }
    return render(request, "experts/profile/part.html", context, status=409 if others else 200)
