"""The way to the log-in, wherever somebody asks for it, and one page about one's own account."""

from __future__ import annotations

from typing import Any

from allauth.account.views import LoginView
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from .permissions import needs_second_factor


class LogInView(LoginView):
    """The log-in; it names sign-up only where that is open."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "open_for_signup": settings.SIGN_UP}


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
    context = {"protected": is_mfa_enabled(user), "must_protect": needs_second_factor(user)}
    return render(request, "account/profile.html", context)
