"""Editors and administrators enter the admin with a second factor, or set one up first."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.sites.requests import RequestSite
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from .permissions import needs_second_factor

#: Addresses outside the admin, by name, where something is decided about others.
DECIDING = {"opened_accounts", "account_link"}


class OwnFrameMiddleware:
    """django-allauth calls `site` what it knows of the host; the frame of every page means the site's name and menus."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_template_response(self, request: HttpRequest, response: TemplateResponse) -> TemplateResponse:
        if isinstance((response.context_data or {}).get("site"), RequestSite):
            del response.context_data["site"]
        return response


class SecondFactorMiddleware:
    """Whoever has a second factor is asked for it at log-in; this is for those who have none yet."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        name = request.resolver_match.url_name if request.resolver_match else ""
        inside = request.path_info.startswith(reverse("wagtailadmin_home")) or name in DECIDING
        if not settings.SECOND_FACTOR or not inside or name == "wagtailadmin_logout":
            return None
        if not request.user.is_authenticated:
            return None
        if not needs_second_factor(request.user) or is_mfa_enabled(request.user):
            return None
        messages.info(request, _("Your role needs a second factor. Set one up, then go on."))
        return redirect("mfa_activate_totp")
