"""Middleware of the site."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.cache import patch_cache_control

from .publication import NotPublishable

# Wagtail's admin has inline scripts and styles without nonces: the strict policy would stop its pickers.
ADMIN_POLICY = {
    "default-src": ["'self'"],
    "script-src": ["'self'", "'unsafe-inline'"],
    "style-src": ["'self'", "'unsafe-inline'"],
    "img-src": ["'self'", "data:", "blob:"],
    "font-src": ["'self'", "data:"],
    "object-src": ["'none'"],
    "base-uri": ["'none'"],
    "form-action": ["'self'"],
    "frame-ancestors": ["'self'"],
}


class KnownMethodMiddleware:
    """Answers 405 to what no public address does; else CSRF protection would say 403, as if a token were missing.

    A view that is exempt from that protection, such as the interface for programs, answers in its own form.
    """

    known = ("GET", "HEAD", "POST", "OPTIONS")

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        of_admin = request.path.startswith(reverse("wagtailadmin_home"))
        if request.method in self.known or of_admin or getattr(view, "csrf_exempt", False):
            return None
        return HttpResponseNotAllowed(self.known)


class PrivateAnswerMiddleware:
    """Keeps what was written for one reader out of shared caches, unless the view has said more."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        of_someone = request.session.accessed and not request.session.is_empty()
        if of_someone and not response.has_header("Cache-Control"):
            patch_cache_control(response, private=True)
        return response


class AdminContentSecurityPolicyMiddleware:
    """Gives the admin its own content security policy; the strict one of the settings holds elsewhere.

    The admin may frame itself: its preview shows pages inside it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.path.startswith(reverse("wagtailadmin_home")):
            response["X-Frame-Options"] = "SAMEORIGIN"
            response._csp_replace = ADMIN_POLICY  # type: ignore[attr-defined]
        return response


class RefusedPublicationMiddleware:
    """Whatever in the admin tried to publish what cannot be public gets the reasons, at the page's editor.

    Wagtail publishes in many views (editor, task, bulk action, translation) and expects none of them to be refused.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, NotPublishable):
            return None
        messages.error(request, str(exception))
        address = reverse("wagtailadmin_pages:edit", args=[exception.page.pk])
        if request.headers.get("x-requested-with") == "XMLHttpRequest":  # the window of a task
            return JsonResponse({"step": "success", "redirect": address})
        return redirect(address)
