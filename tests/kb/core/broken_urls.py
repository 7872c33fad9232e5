"""Addresses that fail, for the tests of the error pages."""

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.urls import path

from kb.urls import handler400, handler403, handler404, handler500  # noqa: F401
from kb.urls import urlpatterns as site_patterns


def fail(error):
    def view(request, **kwargs):
        raise error

    return view


urlpatterns = [
    path("<slug:language>/broken/400/", fail(SuspiciousOperation("no"))),
    path("<slug:language>/broken/403/", fail(PermissionDenied("no"))),
    path("<slug:language>/broken/500/", fail(ZeroDivisionError("a secret"))),
    *site_patterns,
]
