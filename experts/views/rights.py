"""What a holder alone decides: consent, delegates, and what is known about them."""

from __future__ import annotations

import json

from django.contrib import messages
from django.core.serializers.json import DjangoJSONEncoder
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from .. import consent, delegates, drafts, erasure, own_data, telling
from ..desk import own_desk
from ..forms.deciding import DelegateForm
from ..models import Account
from .common import private


@private
@require_http_methods(["GET", "HEAD", "POST"])
def agree(request: HttpRequest, code: str = "") -> HttpResponse:
    """The text of the consent, with a button that gives it."""
    desk = own_desk(request.user, code)
    draft = drafts.newest(desk.profile)
    if request.method == "POST":
        if request.POST.get("version") != consent.VERSION:
            messages.error(request, _("The text has changed since you opened it. Read it again, then agree."))
            return redirect(desk.address("profile_consent"))
        drafts.agree(desk.account, request.user)
        messages.success(request, _("Thank you. You can take this back at any time, here."))
        return redirect(desk.address("own_profile"))
    context = {"desk": desk, "draft": draft, "version": consent.VERSION}
    return render(request, "experts/profile/consent.html", context)


@private
@require_POST
def withdraw(request: HttpRequest, code: str = "") -> HttpResponse:
    """Take consent back: at once, whatever is under way."""
    desk = own_desk(request.user, code)
    erasure.take_back(desk.account, request.user)
    messages.success(request, _("Your profile is no longer public. Earlier versions of it are deleted."))
    return redirect(desk.address("own_profile"))


@private
@require_http_methods(["GET", "HEAD", "POST"])
def helpers(request: HttpRequest, code: str = "") -> HttpResponse:
    """Who may edit the profile for its holder, and naming somebody. Every name is answered in the same way."""
    desk = own_desk(request.user, code)
    form = DelegateForm(request.POST if request.method == "POST" else None)
    rows = list(desk.account.delegates.order_by("at", "pk"))
    if request.method == "POST" and form.is_valid():
        if len(rows) >= delegates.MOST:
            form.add_error(None, _("These are as many as one profile can have. Remove one first."))
        else:
            delegates.name(desk.account, form.cleaned_data["typed"])
            messages.success(
                request, _("If there is an account with this name or address, it can now edit your profile.")
            )
            return redirect(desk.address("profile_delegates"))
    context = {"desk": desk, "form": form, "delegates": rows}
    return render(request, "experts/profile/delegates.html", context)


@private
@require_POST
def remove_helper(request: HttpRequest, pk: int, code: str = "") -> HttpResponse:
    """End a delegation."""
    desk = own_desk(request.user, code)
    if not delegates.remove(desk.account, pk):
        raise Http404
    messages.success(request, _("Removed."))
    return redirect(desk.address("profile_delegates"))


@private
@require_safe
def data(request: HttpRequest, code: str = "") -> HttpResponse:
    """What the site knows about a person, to take away or to have deleted."""
    return render(request, "experts/profile/data.html", {"desk": own_desk(request.user, code)})


@private
@require_safe
def download(request: HttpRequest, code: str = "") -> HttpResponse:
    """All of it, as JSON."""
    desk = own_desk(request.user, code)
    body = json.dumps(own_data.of(desk.account), cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)
    response = HttpResponse(body, content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="{desk.profile.slug}.json"'
    return response


@private
@require_POST
def ask_for_erasure(request: HttpRequest, code: str = "") -> HttpResponse:
    """Ask that everything be deleted. The public pages are rid of it now; an administrator deletes the rest."""
    desk = own_desk(request.user, code)
    erasure.take_back(desk.account, request.user)
    Account.objects.filter(pk=desk.account.pk).update(erasure_asked_at=timezone.now())
    telling.asks_for_erasure(desk.account)
    messages.success(request, _("Your profile is no longer public. An administrator will delete the rest."))
    return redirect(desk.address("own_profile"))
