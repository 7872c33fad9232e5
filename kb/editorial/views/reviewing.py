"""One review: what is to be decided, what has changed, what was said; and the decision itself."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from wagtail.models import Page

from kb.core.models import WorkPage
from kb.core.private import private

from .. import comparing, reviews, steps, telling
from ..forms.reviewing import DecisionForm, PointForm
from ..models import Point, Review, Step, VersionedPage, seen
from ..permissions import contributors, may_approve

_own = private("reviews")
MOST_DIGITS = 19  # of an id that a database takes
#: What a text can be compared with.
PUBLIC, LAST = "public", "last"


@require_safe
@_own
def review(request: HttpRequest, page_id: int) -> HttpResponse:
    """A review, for those who decide in it and those who wrote the text."""
    return _show(request, _page(request, page_id))


@require_safe
@_own
def text(request: HttpRequest, page_id: int) -> HttpResponse:
    """The text as the public would see it."""
    draft = _page(request, page_id).get_latest_revision_as_object()
    response: HttpResponse = draft.serve_preview(request, draft.default_preview_mode)
    return response


@require_POST
@_own
def decide(request: HttpRequest, page_id: int) -> HttpResponse:
    """Approve, send back, let wait or go on, take on or leave to others."""
    page = _page(request, page_id)
    found = reviews.task_of(page)
    form = DecisionForm(request.POST, user=request.user)
    if found is None:
        form.errors["__all__"] = form.error_class([_("Somebody else has just decided about this text.")])
        return _show(request, page, form=form, status=409)
    valid = form.is_valid()
    if not reviews.may_write(request.user, page):  # what was typed is not thrown away
        form.add_error(None, _("Somebody else decides about this step."))
        return _show(request, page, form=form, status=403)
    if not valid:
        return _show(request, page, form=form, status=400)
    try:
        done = _do(page, found, request.user, form.cleaned_data)
    except (ValidationError, PermissionDenied) as error:
        said = error.messages if isinstance(error, ValidationError) else [str(error)]
        form.add_error(None, list(dict.fromkeys(said)))
        return _show(request, page, form=form, status=409)
    messages.success(request, done % {"title": page.draft_title})
    form.save_reply()
    if form.cleaned_data["comment"] and form.cleaned_data["do"] in form.WITHOUT_WORDS:
        return _show(request, page, form=form)  # the comment waits for a decision
    return redirect("review", page.pk)


def _do(page: Any, found: Any, user: Any, given: dict[str, str]) -> str:
    """Carry out what a button says; returns what to say then."""
    task_state, task = found
    action, comment = given["do"], given["comment"]
    if action == "approve":
        task.on_action(task_state, user, "approve", revision=given["revision"], comment=comment)
        if (
            Page.objects.get(pk=page.pk).live
            and reviews.task_of(Page.objects.get(pk=page.pk).specific) is None
        ):
            return _("“%(title)s” is approved and published.")
        return _("“%(title)s” is approved. Others still have to decide.")
    if action == "reject":
        task.on_action(task_state, user, "reject", comment=comment)
        return _("“%(title)s” is sent back.")
    if action == "hold":
        reviews.hold(page, user, comment)
        return _("“%(title)s” has to wait. The author is told why.")
    if action == "go_on":
        reviews.go_on(page)
        return _("The review of “%(title)s” goes on.")
    if action == "claim":
        reviews.claim(page, user)
        return _("You have taken on “%(title)s”.")
    if action == "release":
        reviews.release(page)
        return _("Others can take on “%(title)s” again.")
    telling.reminded(page, reviews.people_asked(page), user)
    return _("Those who decide about “%(title)s” are reminded.")


@require_POST
@_own
def points(request: HttpRequest, page_id: int) -> HttpResponse:
    """Note a point, tick one off, or open it again. Those who wrote the text tick off what they have mended."""
    page = _page(request, page_id)
    if ticked := request.POST.get("point", ""):
        point = get_object_or_404(
            Point, page=page.pk, pk=ticked if ticked.isdecimal() and len(ticked) < MOST_DIGITS else 0
        )
        reviews.resolve(point, request.user, request.POST.get("do") == "resolve")
        return redirect("review", page.pk)
    form = PointForm(request.POST, fields=reviews.fields_of(page))
    if not reviews.may_write(request.user, page):
        form.add_error(None, _("Somebody else decides about this step."))
        return _show(request, page, point=form, status=403)
    if not form.is_valid():
        return _show(request, page, point=form, status=400)
    reviews.note(page, request.user, form.cleaned_data["field"], form.cleaned_data["text"])
    return redirect("review", page.pk)


def _page(request: HttpRequest, page_id: int) -> Any:
    page: Any = get_object_or_404(Page, pk=page_id).specific
    reviewed = isinstance(page, WorkPage) or Step.objects.filter(page=page.pk).exists()
    if not reviewed or page.latest_revision is None or not reviews.may_read(request.user, page):
        raise Http404
    return page


def _show(
    request: HttpRequest, page: Any, *, form: Any = None, point: Any = None, status: int = 200
) -> HttpResponse:
    user = request.user
    draft = page.get_latest_revision_as_object()
    state = reviews.state_of(page)
    found = reviews.task_of(page)
    turn = steps.turn(found[0], user) if found is not None else None
    writes = turn is not None and bool(turn.steps)
    barred = contributors(page)
    states = {PUBLIC: comparing.public(page), LAST: comparing.last_sent(page)}
    states = {name: other for name, other in states.items() if other is not None}
    chosen = request.GET.get("with") if request.GET.get("with") in states else next(iter(states), "")
    labels = dict(reviews.fields_of(page))
    noted = Point.objects.filter(page=page.pk).select_related("by", "resolved_by")
    context = {
        "page": page,
        "title": draft.title,
        "state": state,
        "decisions": list(reviews.decisions(state)),
        "under_way": found is not None,
        "writes": writes,
        "turn": turn,
        "may_approve": may_approve(user, page, people=barred),
        "agreed": Review.objects.filter(page=page.pk).select_related("claimed_by", "held_by").first(),
        "others": reviews.who_else(reviews.people_asked(page, found), barred | {user.pk}) if writes else [],
        "lacking": _lacking(draft),
        "incomplete": draft.incomplete() if isinstance(draft, WorkPage) else [],
        "form_address": _form_of_authors(page, user),
        "beside": page.form_address() if isinstance(page, VersionedPage) and page.is_translation else "",
        "states": list(states),
        "chosen": chosen,
        "differences": comparing.differences(page, states[chosen], draft) if chosen else [],
        "points": [(labels.get(each.field, ""), each) for each in noted],
        "form": form or DecisionForm(user=user, initial={"revision": seen(page.get_latest_revision())}),
        "point_form": point or PointForm(fields=reviews.fields_of(page)),
        "reviews": writes or steps.reviews(user),
        "edits": user.has_perm("wagtailadmin.access_admin") and page.permissions_for_user(user).can_edit(),
    }
    return render(request, "editorial/review.html", context, status=status)


def _lacking(draft: Any) -> list[str]:
    """What is missing before the text can be public."""
    if not isinstance(draft, WorkPage):
        return []
    found = draft.lacking(lambda name: getattr(draft, name).all())
    return list(dict.fromkeys(lack.sentence for lack in found))


def _form_of_authors(page: Any, user: Any) -> str:
    """Where the user goes on writing, when they wrote the text."""
    return page.form_address() if isinstance(page, WorkPage) and page.is_written_by(user) else ""
