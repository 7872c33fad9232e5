"""Views that stand before those of Wagtail and wagtail-localize, and refuse what would break a work."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from wagtail.models import Page
from wagtail_localize.views.convert import convert_to_alias as localize_convert_to_alias
from wagtail_localize.views.update_translations import UpdateTranslationsView

from .models import WorkPage


def convert_to_alias(request: HttpRequest, page_id: int) -> HttpResponse:
    """A work's translation never becomes an alias: that would be a copy of the original, facts and all."""
    page = get_object_or_404(Page, pk=page_id).specific
    if not isinstance(page, WorkPage):
        return localize_convert_to_alias(request, page_id)
    messages.error(
        request, _("A translation cannot become a copy of its original. Unpublish or delete it instead.")
    )
    return redirect("wagtailadmin_pages:edit", page_id)


def update_translations(request: HttpRequest, translation_source_id: int) -> HttpResponse:
    """Translations get new sentences of the original as drafts; only who may publish can publish them here."""
    if request.method == "POST" and not request.user.is_superuser:
        data = request.POST.copy()
        data.pop("publish_translations", None)
        request.POST = data  # type: ignore[assignment]
    return UpdateTranslationsView.as_view()(request, translation_source_id=translation_source_id)
