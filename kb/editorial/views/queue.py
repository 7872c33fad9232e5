"""What waits for one's review, and what can be done with several at once."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe
from wagtail.models import Page

from kb.core import cldr
from kb.core.private import private

from .. import reviews, steps, telling
from ..forms.reviewing import FilterForm, TogetherForm

PER_PAGE = 50
_own = private("reviews")


@require_safe
@_own
def queue(request: HttpRequest) -> HttpResponse:
    """What waits, the longest first. The number of queries does not depend on how much that is."""
    if not steps.reviews(request.user):
        raise Http404
    waiting = steps.waiting_for(request.user)
    form = FilterForm(request.GET, waiting=waiting)
    if form.is_valid():
        waiting = form.narrow(waiting, request.user)
    found = waiting.select_related(
        "page__locale", "page__content_type", "page__owner", "page__review_under_way__claimed_by"
    ).order_by("created", "pk")
    listed = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "listed": listed,
        "form": form,
        "together": TogetherForm(people=_colleagues(request.user)),
        "counted": ngettext("%(count)s review", "%(count)s reviews", listed.paginator.count)
        % {"count": cldr.number(listed.paginator.count)},
        "query": query.urlencode(),
        "editor": steps.is_editor(request.user),
    }
    return render(request, "editorial/queue.html", context)


@require_POST
@_own
def together(request: HttpRequest) -> HttpResponse:
    """Do the same with several reviews; what became of each is told line by line."""
    if not steps.reviews(request.user):
        raise Http404
    form = TogetherForm(request.POST, people=_colleagues(request.user))
    chosen = [int(pk) for pk in request.POST.getlist("pages")[:PER_PAGE] if pk.isdecimal() and len(pk) < 12]
    if not chosen:
        messages.error(request, _("Choose at least one line."))
        return redirect("reviews")
    if not form.is_valid():
        for problem in form.errors.values():
            messages.error(request, " ".join(problem))
        return redirect("reviews")
    # One that is not theirs, or is decided already, looks the same as one that is not there.
    mine = dict(
        steps.waiting_for(request.user).filter(page__in=chosen).values_list("page", "page__draft_title")
    )
    pages = {page.pk: page for page in Page.objects.filter(pk__in=mine).specific()}
    told = []
    for pk in dict.fromkeys(chosen):
        if pk not in pages:
            told.append((None, "", _("This does not wait for you (any more).")))
            continue
        told.append((pk, mine[pk], _one(pages[pk], request.user, form.cleaned_data)))
    return render(request, "editorial/together.html", {"told": told})


def _one(page: Any, user: Any, given: dict[str, Any]) -> str:
    found = reviews.task_of(page)
    if found is None:
        return _("Somebody else has just decided about this text.")
    task_state, task = found
    try:
        if given["do"] == "assign":
            person = given["person"]
            if not task.is_for(page, person):
                return _("%(person)s does not decide about this.") % {"person": person}
            reviews.claim(page, person)
            telling.again(page, [person], user)
            return _("given to %(person)s") % {"person": person}
        if given["do"] == "release":
            reviews.release(page)
            return _("left to others")
        if given["do"] == "remind":
            telling.reminded(page, reviews.people_asked(page), user)
            return _("reminded")
        task.on_action(task_state, user, "reject", comment=given["comment"])
        return _("sent back")
    except (ValidationError, PermissionDenied) as error:
        return " ".join(error.messages) if isinstance(error, ValidationError) else str(error)


def _colleagues(user: Any) -> list[Any]:
    """Who reviews: editors, and those who answer for the areas that the user answers for."""
    people = {person.pk: person for person in steps.editors()}
    for area in steps.areas_of(user):
        people.update({person.pk: person for person in steps.people_for(area)})
    people[user.pk] = user
    return sorted(people.values(), key=lambda person: person.get_username())
