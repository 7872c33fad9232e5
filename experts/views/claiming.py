"""Taking a profile over: by the link of an invitation, or by asking the editors. Opening a page never does it."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from .. import claims, invitations
from ..forms.deciding import ClaimForm
from ..models import Account
from ..permissions import may_accept
from .common import original_or_404, private


@private
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Whose profile somebody is invited to, and a button that says that it is theirs."""
    found = invitations.find(token)
    if found is None or not may_accept(request.user, found):
        return render(request, "experts/profile/invitation_over.html", status=404)
    if request.method == "POST":
        try:
            invitations.accept(found, request.user)
        except claims.NotClaimable as reason:
            messages.error(request, str(reason))
            return redirect("own_profile")
        messages.success(request, _("This profile is yours now. Look through it, and correct what is wrong."))
        return redirect("own_profile")
    return render(
        request, "experts/profile/invitation.html", {"profile": found.profile, "invited_by": found.by}
    )


@private
@require_http_methods(["GET", "HEAD", "POST"])
def claim(request: HttpRequest, code: str) -> HttpResponse:
    """Say that a public profile is one's own. An editor answers."""
    profile = original_or_404(code)
    if not claims.may_be_asked_for(profile):
        raise Http404
    if Account.objects.filter(holder=request.user.pk).exists():
        messages.info(request, _("This account has a profile already. One person has one profile."))
        return redirect("own_profile")
    form = ClaimForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        claims.ask(profile, request.user, form.cleaned_data["words"])
        messages.success(request, _("Sent. An editor will answer you."))
        return redirect("own_profile")
    return render(request, "experts/profile/claim.html", {"profile": profile, "form": form})
