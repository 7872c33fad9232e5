"""Who has to log in with a second factor is nobody until they have; pages about accounts are kept by no cache."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.contrib.sites.requests import RequestSite
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from .permissions import lacks_second_factor

#: Addresses outside the admin, by name, where something is decided about others.
DECIDING = {
    "opened_accounts",
    "account_link",
    "reviews",
    "reviews_together",
    "review",
    "review_decide",
    "review_points",
    "review_text",
    "translations",
    "translations_coverage",
    "translations_coverage_file",
    "translations_changed",
    "translations_give",
    "translations_batch",
    "translations_batch_texts",
    "translations_batch_bring",
    "translations_batch_done",
}


class AccountPagesMiddleware:
    """Pages of django-allauth have the frame of the site, and leave nothing behind in a browser.

    django-allauth calls `site` what it knows of the host; the frame of every page means the site's name and menus.
    Whoever logs out takes along what scripts have kept for them: typed texts, photographs. Others may use the device.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if is_about_accounts(request):
            response["Cache-Control"] = "no-store, private"
        if getattr(request, "was_left", False):
            response["Clear-Site-Data"] = '"storage"'
        return response

    def process_template_response(self, request: HttpRequest, response: TemplateResponse) -> TemplateResponse:
        if isinstance((response.context_data or {}).get("site"), RequestSite):
            del response.context_data["site"]
        return response


class SecondFactorMiddleware:
    """Whoever needs a second factor and has not given one in this session is anonymous, and is sent to set one up
    where they try to decide something. Pages about accounts know them, so that they can.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        name = request.resolver_match.url_name if request.resolver_match else ""
        if not settings.SECOND_FACTOR or name == "wagtailadmin_logout":
            return None
        inside = request.path.startswith(reverse("wagtailadmin_home")) or name in DECIDING
        if not inside:
            if not is_about_accounts(request):
                known = request.user
                request.user = SimpleLazyObject(
                    lambda: AnonymousUser() if lacks_second_factor(known, request.session) else known
                )
            return None
        if not lacks_second_factor(request.user, request.session):
            return None
        messages.info(request, _("Your role needs a second factor. Set one up, then go on."))
        return redirect("mfa_activate_totp")


def is_about_accounts(request: HttpRequest) -> bool:
    """Whether the address is one of `urls.i18n_urlpatterns`."""
    match = request.resolver_match
    return match is not None and "accounts/" in match.route.partition("/")[2]
