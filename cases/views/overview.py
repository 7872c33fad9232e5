"""One case for those who write it: what is there, what is missing, how it looks, and where it goes from here."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.models import Revision, TaskState

from kb.core.private import private, unlisted
from kb.editorial import reviews, sending
from kb.filling.marks import newest
from kb.filling.parts import Part, said

from .. import completeness
from ..models import CasePage, Submission
from ..permissions import may_take_back
from ..sharing import comments, duplicates, links, spam, works
from ..sharing.desk import Desk, desk_of, to_copy
from ..sharing.parts import FULL, NOTE, SHORT, part_of

SHOWN = 50  # entries of a history


@private("share")
@require_safe
def overview(request: HttpRequest, code: str) -> HttpResponse:
    """Where a case stands, and what can be done with it."""
    desk = desk_of(request.user, code)
    draft = newest(desk.page)
    far = _completeness(draft)
    submission: Submission | None = getattr(desk.page, "submission", None)
    context = {
        "desk": desk,
        "draft": draft,
        "far": far,
        "short": _parts(SHORT, draft, far),
        "full": _parts(FULL, draft, far),
        "note": NOTE if desk.page.live else None,
        "duplicates": duplicates.find(draft),
        "link": _link(desk),
        "copy_key": uuid.uuid4(),
        "suspicions": _suspicions(desk, submission),
        "points": _points(desk.page),
        "comments": comments.of_readers(desk, request.GET.get("page")) if desk.writes else None,
        "left_over": submission.left_over if submission is not None else None,
        "may_dismiss": desk.writes,
    }
    return render(request, "cases/sharing/overview.html", context)


def _completeness(draft: CasePage) -> completeness.Completeness:
    return completeness.missing(draft, lambda name: getattr(draft, name).all())


def _parts(parts: tuple[Part, ...], draft: CasePage, far: completeness.Completeness) -> list[dict[str, Any]]:
    """Each part: whether anything is there, and what is missing in it."""
    lacks = [*far.listed.missing, *far.full.missing]
    return [
        {
            "part": part,
            "filled": any(text for _label, text in said(part, draft)),
            "missing": [lack.sentence for lack in lacks if lack.part == part.key],
        }
        for part in parts
    ]


def _link(desk: Desk) -> dict[str, Any] | None:
    link = links.present(desk.page)
    return {"address": links.address(link), "ends_at": link.ends_at} if link is not None else None


def _points(page: CasePage) -> list[dict[str, Any]]:
    """What reviewers want changed, with the part of the form where that is done."""
    return [
        {"label": label, "point": point, "part": part_of(point.field)} for label, point in reviews.noted(page)
    ]


def _suspicions(desk: Desk, row: Submission | None) -> list[str]:
    """Told to those who review and not to those who write: a program need not learn what to do better."""
    reviews = desk.page.permissions_for_user(desk.user).can_edit() and not desk.owns
    return spam.told(row.suspicions) if row is not None and reviews else []


@private("share")
@require_safe
def preview(request: HttpRequest, code: str) -> HttpResponse:
    """The case as the public would see it."""
    desk = desk_of(request.user, code)
    return _as_public(request, desk.page, {"desk": desk})


@unlisted
@require_safe
def read(request: HttpRequest, token: str) -> HttpResponse:
    """The same for whoever has a link to it."""
    link = links.find(token)
    if link is None:
        return render(request, "cases/sharing/link_over.html", status=404)
    return _as_public(request, link.page, {"draft_link": link})


def _as_public(request: HttpRequest, page: CasePage, more: dict[str, Any]) -> HttpResponse:
    shown = newest(page)
    context = shown.get_context(request)
    context |= {"preview": True, "canonical": None, "alternates": [], "similar": (), **more}
    return render(request, shown.get_template(request), context)


@private("share")
@require_safe
def history(request: HttpRequest, code: str) -> HttpResponse:
    """Who has written what and when, and what editors said."""
    desk = desk_of(request.user, code)
    revisions = Revision.objects.for_instance(desk.page).select_related("user").order_by("-created_at", "-pk")
    decided = TaskState.objects.filter(
        workflow_state__base_content_type__app_label="wagtailcore",
        workflow_state__object_id=str(desk.page.pk),
    )
    context = {
        "desk": desk,
        "revisions": revisions[:SHOWN],
        "decisions": decided.exclude(finished_at=None).order_by("-finished_at")[:SHOWN],
    }
    return render(request, "cases/sharing/history.html", context)


@private("share")
@require_POST
def send(request: HttpRequest, code: str) -> HttpResponse:
    """Send the case to the editors, when nothing is missing."""
    desk = desk_of(request.user, code)
    if not _completeness(newest(desk.page)).listed.complete:
        messages.error(request, _("Something is still missing. It stands below."))
        return redirect(desk.address("share_case"))
    try:
        works.send(desk.page, request.user)
    except works.Refused as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, _("Sent. An editor reads it and writes to you."))
    return redirect(desk.address("share_case"))


@private("share")
@require_POST
def take_back(request: HttpRequest, code: str) -> HttpResponse:
    """Take the case back from the editors."""
    desk = desk_of(request.user, code)
    if not may_take_back(request.user, desk.page):
        raise Http404
    try:
        sending.take_back(desk.page, request.user)
    except works.Refused as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, _("You have it back. Change it, then send it again."))
    return redirect(desk.address("share_case"))


@private("share")
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest, code: str) -> HttpResponse:
    """Delete a draft, after asking once more."""
    desk = desk_of(request.user, code)
    if not desk.may_delete:
        raise Http404
    if request.method != "POST":
        return render(request, "cases/sharing/delete.html", {"desk": desk})
    try:
        works.delete(desk.page, request.user)
    except works.Refused as reason:
        messages.error(request, str(reason))
        return redirect(desk.address("share_case"))
    messages.success(request, _("The draft is deleted."))
    return redirect("share")


@private("share")
@require_http_methods(["GET", "HEAD", "POST"])
def copy(request: HttpRequest, code: str) -> HttpResponse:
    """Begin a new case with what this one says: one's own, or any that is public."""
    page, draft = to_copy(request.user, code)
    if request.method != "POST":
        return render(request, "cases/sharing/copy.html", {"draft": draft, "copy_key": uuid.uuid4()})
    try:
        key = uuid.UUID(request.POST.get("key", ""))
    except ValueError:
        raise Http404 from None
    try:
        page = works.copy(page, draft, request.user, key)
    except works.Refused as reason:
        messages.error(request, str(reason))
        return redirect("share_copy", code=code)
    messages.success(request, _("This is a new draft. Say what is different here."))
    return redirect("share_case", code=page.slug)
