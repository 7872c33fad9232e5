"""What editors do about profiles: invite people, and answer those who ask for one."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kb.accounts.opening import qr_code

from .. import claims, invitations
from ..forms.deciding import AnswerForm, InviteForm
from ..models import Account, ClaimRequest, Invitation
from ..models.holding import INVITATION_DAYS
from ..permissions import may_answer
from .common import for_editors, original_or_404

PER_PAGE = 50  # in a list


@for_editors
@require_safe
def requests(request: HttpRequest) -> HttpResponse:
    """Who asks for a profile, which invitations are open, and who wants everything deleted."""
    asked = (
        ClaimRequest.objects.filter(approved=None).select_related("profile", "person").order_by("at", "pk")
    )
    opened = Invitation.objects.open().select_related("profile", "person", "by").order_by("-at", "-pk")
    erasures = Account.objects.exclude(erasure_asked_at=None).select_related("profile", "holder")
    context = {
        "asked": Paginator(asked, PER_PAGE).get_page(request.GET.get("page")),
        "invitations": opened[:PER_PAGE],
        "erasures": erasures.order_by("erasure_asked_at")[:PER_PAGE],
    }
    return render(request, "experts/profile/requests.html", context)


@for_editors
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve or refuse a request, with a reason."""
    asked = get_object_or_404(ClaimRequest.objects.select_related("profile__locale", "person"), pk=pk)
    if not may_answer(request.user, asked):
        raise Http404
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        approved, reason = form.cleaned_data["answer"] == "approve", form.cleaned_data["reason"]
        try:
            claims.answer(asked, request.user, approved=approved, reason=reason)
        except claims.NotClaimable as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, _("Answered."))
        return redirect("profile_requests")
    return render(request, "experts/profile/answer.html", {"asked": asked, "form": form})


@for_editors
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: HttpRequest, code: str) -> HttpResponse:
    """Make an invitation, and show its link once, to copy or to scan."""
    profile = original_or_404(code)
    form = InviteForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = invitations.invite(profile, request.user, form.cleaned_data["person"])
        except claims.NotClaimable as reason:
            form.add_error(None, str(reason))
        else:
            address = invitations.link(made)
            context = {
                "profile": profile,
                "address": address,
                "code": qr_code(address),
                "days": INVITATION_DAYS,
            }
            return render(request, "experts/profile/link.html", context)
    return render(request, "experts/profile/invite.html", {"profile": profile, "form": form})


@for_editors
@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """End an invitation that nobody has used."""
    invitations.revoke(get_object_or_404(Invitation.objects.select_related("profile"), pk=pk), request.user)
    messages.success(request, _("The link does not work any more."))
    return redirect("profile_requests")
