"""A page whose restrictions are asked about once a request."""

from __future__ import annotations

from http import HTTPMethod

from django.db import models
from wagtail.models import PageViewRestriction

from .oneline import OneLinePage


class GuardedPage(OneLinePage):
    """A page that `kb.core.routing` serves.

    The visibility rule looks at the restrictions of a page and of everything above it. Where it has just found
    the page open to everybody, Wagtail's own check before serving would read the same rows again.
    """

    allowed_http_methods = (HTTPMethod.GET, HTTPMethod.HEAD, HTTPMethod.OPTIONS)
    found_open = False  # set on the object that answers a request, and on no other

    class Meta:
        abstract = True

    def get_view_restrictions(self) -> models.QuerySet[PageViewRestriction]:
        return PageViewRestriction.objects.none() if self.found_open else super().get_view_restrictions()
