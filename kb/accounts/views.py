"""The way to the log-in, wherever somebody asks for it, and one page about one's own account."""

from __future__ import annotations

from typing import Any

from allauth.account.views import LoginView, ReauthenticateView
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from kb.editorial.steps import follows_translations, reviews

from .forms import OpenAccountForm
from .models import OpenedAccount
from .opening import link_for, open_account, qr_code
from .permissions import lacks_second_factor, may_open_accounts, may_send_link, needs_second_factor

PER_PAGE = 50  # accounts in a list


class LogInView(LoginView):
    """The log-in; it names sign-up only where that is open. Who lacks a second factor is sent to set one up."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if settings.SECOND_FACTOR and lacks_second_factor(request.user, request.session):
            return redirect("mfa_activate_totp")
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "open_for_signup": settings.SIGN_UP}


class ConfirmView(ReauthenticateView):
    """The password once more; where there is a second factor, that: a stolen password must not remove it."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated and is_mfa_enabled(request.user):
            query = request.GET.urlencode()
            return redirect(reverse("mfa_reauthenticate") + (f"?{query}" if query else ""))
        return super().dispatch(request, *args, **kwargs)


@csrf_exempt  # nothing is read of what is sent
def to_log_in(request: HttpRequest) -> HttpResponse:
    """The log-in of the site, in the reader's language; where it leads on is checked there."""
    given = request.GET.get("next")
    query = f"?{urlencode({'next': given})}" if given else ""
    return redirect(reverse("account_login") + query)


@csrf_exempt
def to_reset(request: HttpRequest, rest: str = "") -> HttpResponse:
    """The page for those who forgot their password."""
    return redirect("account_reset_password")


@require_safe
@login_required
def profile(request: HttpRequest) -> HttpResponse:
    """One's own account: name, address, password, second factor."""
    user: Any = request.user
    context = {
        "protected": is_mfa_enabled(user),
        "must_protect": settings.SECOND_FACTOR and needs_second_factor(user),
        "may_open": may_open_accounts(user),
        "reviews": reviews(user),
        "follows_translations": follows_translations(user),
    }
    return render(request, "account/profile.html", context)


@login_required
@never_cache
def opened(request: HttpRequest) -> HttpResponse:
    """Open an account for somebody, and the accounts that desks have opened, the newest first."""
    if not may_open_accounts(request.user):
        raise PermissionDenied
    form = OpenAccountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _show_link(request, open_account(form.save(commit=False), request.user))
    accounts = OpenedAccount.objects.select_related("user", "by").order_by("-at", "-pk")
    page = Paginator(accounts, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "account/opened.html", {"form": form, "accounts": page})


@require_POST
@login_required
@never_cache
def link(request: HttpRequest, pk: int) -> HttpResponse:
    """Another link for somebody who has lost the first, or a password."""
    person = get_object_or_404(get_user_model(), pk=pk)
    if not may_send_link(request.user, person):
        raise PermissionDenied
    return _show_link(request, person)


def _show_link(request: HttpRequest, person: Any) -> HttpResponse:
    """The link, to be copied or scanned; it is shown once and kept nowhere."""
    address = link_for(person, request.user)
    days = settings.PASSWORD_RESET_TIMEOUT // 86_400
    context = {"person": person, "address": address, "code": qr_code(address), "days": days}
    return render(request, "account/link.html", context)
