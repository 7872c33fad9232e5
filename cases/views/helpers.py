"""Who else may do what with a case: co-authors, a new owner, readers with a link."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kb.core.private import private

from .. import permissions
from ..forms.begin import PersonForm
from ..sharing import helpers, links
from ..sharing.desk import desk_of, own_desk


@private("share")
@require_http_methods(["GET", "HEAD", "POST"])
def people(request: HttpRequest, code: str) -> HttpResponse:
    """Who writes the case, and naming somebody. Every name is answered in the same way."""
    desk = own_desk(request.user, code)
    form = PersonForm(request.POST if request.method == "POST" else None)
    rows = list(desk.page.coauthors.order_by("at", "pk"))
    if request.method == "POST" and form.is_valid():
        if len(rows) >= helpers.MOST:
            form.add_error(None, _("These are as many as one case can have. Remove one first."))
        else:
            helpers.name(desk.page, form.cleaned_data["typed"], request.user)
            messages.success(
                request, _("If there is an account with this name or address, it can now write in this case.")
            )
            return redirect(desk.address("share_people"))
    return render(request, "cases/sharing/people.html", {"desk": desk, "form": form, "people": rows})


@private("share")
@require_POST
def remove(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """End what a co-author may do."""
    desk = own_desk(request.user, code)
    if not helpers.remove(desk.page, pk):
        raise Http404
    messages.success(request, _("Removed."))
    return redirect(desk.address("share_people"))


@private("share")
@require_POST
def offer(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Offer the case to a co-author, who says whether it is theirs."""
    desk = own_desk(request.user, code)
    if not helpers.offer(desk.page, pk, request.user):
        raise Http404
    messages.success(
        request, _("If there is an account with this name or address, it was asked to take this case over.")
    )
    return redirect(desk.address("share_people"))


@private("share")
@require_POST
def take_over(request: HttpRequest, code: str) -> HttpResponse:
    """Take over a case that was offered."""
    desk = desk_of(request.user, code)
    if not desk.may_take_over:
        raise Http404
    helpers.take_over(desk.page, request.user)
    messages.success(request, _("The case is yours now."))
    return redirect(desk.address("share_case"))


@private("share")
@require_POST
def link(request: HttpRequest, code: str) -> HttpResponse:
    """Make a link for readers, or end it: for who writes the case."""
    desk = desk_of(request.user, code)
    if not permissions.writes(request.user, desk.page):
        raise Http404
    if "revoke" in request.POST:
        links.revoke(desk.page)
        messages.success(request, _("The link does not work any more."))
    else:
        links.make(desk.page, request.user)
        messages.success(request, _("Whoever has the link can read this draft for fourteen days."))
    return redirect(desk.address("share_case"))
