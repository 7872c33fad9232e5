"""One's own profile: where it stands, how others see it, whether it is still right, and sending it to the editors."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.models import WorkflowState

from kb.core import languages, versions, visibility
from kb.core.publication import Lack
from kb.filling.parts import said

from .. import confirmation, drafts
from ..desk import Desk, desk_of, desks
from ..models import ExpertPage
from ..parts import PARTS
from ..permissions import CIRCLES, contacts_for
from .common import private

CONFIRMED_PARTS = ("who", "positions", "expertise", "availability", "contacts")


@private
@require_safe
def overview(request: HttpRequest, code: str = "") -> HttpResponse:
    """Where a profile stands and what can be done with it. Without a profile: how to get one."""
    known = desks(request.user)
    desk = desk_of(request.user, code) if code else next((each for each in known if not each.code), None)
    if desk is None:
        return render(request, "experts/profile/none.html", {"desks": known})
    pages = drafts.versions(desk.profile)
    draft = drafts.newest(desk.profile)
    lacks = _lacks(draft)
    context = {
        "desk": desk,
        "draft": draft,
        "agreed": not any(lack.field == "consent_given" for lack in lacks),
        "others": [each for each in known if each.profile.pk != desk.profile.pk],
        "parts": PARTS.values(),
        "written": [languages.get(page.locale.language_code) for page in pages],
        "unwritten": _unwritten(pages),
        "lacks": [lack for lack in lacks if lack.field != "consent_given"],  # said in other words to editors
        "is_public": visibility.is_public(desk.profile),
        "waiting": any(page.has_unpublished_changes and _in_review(page) for page in pages),
        "comment": _returned(desk.profile),
        "circles": CIRCLES,
    }
    return render(request, "experts/profile/overview.html", context)


def _unwritten(pages: list[ExpertPage]) -> list[languages.Language]:
    written = {page.locale.language_code for page in pages}
    return [language for language in languages.LANGUAGES if language.code not in written]


def _lacks(draft: ExpertPage) -> list[Lack]:
    return list(draft.lacking(lambda name: getattr(draft, name).all()))


def _in_review(page: ExpertPage) -> bool:
    state = page.current_workflow_state
    return state is not None and state.status == WorkflowState.STATUS_IN_PROGRESS


def _returned(page: ExpertPage) -> str | None:
    """What an editor has written who sent the profile back; None when nobody has."""
    state = page.current_workflow_state
    if state is None or state.status != WorkflowState.STATUS_NEEDS_CHANGES:
        return None
    return state.current_task_state.comment or ""


@private
@require_POST
def send(request: HttpRequest, code: str = "") -> HttpResponse:
    """Send the profile to the editors, when nothing is missing."""
    desk = desk_of(request.user, code)
    if _lacks(drafts.newest(desk.profile)):
        messages.error(request, _("Something is still missing. It stands below."))
    else:
        drafts.send(desk.profile, request.user)
        messages.success(request, _("Sent. It is public as soon as an editor has approved it."))
    return redirect(desk.address("own_profile"))


@private
@require_safe
def preview(request: HttpRequest, circle: str, code: str = "") -> HttpResponse:
    """The profile as a circle of readers would see it if everything that is written now were public."""
    if circle not in CIRCLES:
        raise Http404
    desk = desk_of(request.user, code)
    page = versions.best(drafts.versions(desk.profile), languages.current().code)
    shown, facts = drafts.newest(page), drafts.newest(desk.profile)
    if shown.is_translation:
        shown.original = facts
    context = shown.get_context(request)
    context |= {
        "contacts": contacts_for(facts, circle),
        "preview": circle,
        "circles": CIRCLES,
        "desk": desk,
        "canonical": None,
    }
    return render(request, shown.get_template(request), context)


@private
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, code: str = "") -> HttpResponse:
    """Five lines, and one button that says that they are still right."""
    return _confirm(request, desk_of(request.user, code))


@private
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_link(request: HttpRequest, token: str) -> HttpResponse:
    """The same by the link of a reminder, which says whose profile is meant and lets nobody in."""
    code = confirmation.code_of(token)
    if not code:
        raise Http404
    own = next((each for each in desks(request.user) if each.profile.slug == code), None)
    return _confirm(request, own or desk_of(request.user, code))


def _confirm(request: HttpRequest, desk: Desk) -> HttpResponse:
    if request.method == "POST":
        confirmation.confirm(desk.account, request.user)
        messages.success(request, _("Thank you. Readers see that this was confirmed today."))
        return redirect(desk.address("own_profile"))
    draft = drafts.newest(desk.profile)
    return render(request, "experts/profile/confirm.html", {"desk": desk, "lines": _lines(desk, draft)})


def _lines(desk: Desk, draft: ExpertPage) -> list[dict[str, Any]]:
    """What is asked: each part in one line, with the address where it can be put right."""
    return [
        {
            "title": PARTS[key].title,
            "text": " · ".join(text for _label, text in said(PARTS[key], draft) if text),
            "address": desk.address("profile_part", part=key),
        }
        for key in CONFIRMED_PARTS
    ]
