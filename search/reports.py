"""Reports for administrators: how the search is, and what readers did not find."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.views.reports import ReportView

from search import exports, health, sources
from search.documents import from_identity
from search.models import Outbox, UnansweredSearch

#: Failures that the report names; the command names all.
MOST = 50


def may_see_health(user: Any) -> bool:
    """Whether the user may read why works fail; administrators, unless the roles table gives the right away."""
    return user.is_active and user.has_perm("search.view_outbox")


def may_see_unanswered(user: Any) -> bool:
    """Whether the user may read what was searched in vain; administrators, unless the roles table says more."""
    return user.is_active and user.has_perm("search.view_unansweredsearch")


class HealthReport(WagtailAdminTemplateMixin, TemplateView):
    """How the search is now, and each work that failed with its reason and a link to its page."""

    template_name = "search/admin/health.html"
    page_title = _("Health of the search")
    header_icon = "search"
    _show_breadcrumbs = True

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_see_health(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = list(Outbox.objects.exclude(attempts=0).order_by("-set_aside", "pk")[:MOST])
        pages = _pages([row.identity for row in rows if row.identity])
        failures = [{"row": row, "page": pages.get(row.identity)} for row in rows]
        return super().get_context_data(health=health.look(), failures=failures, **kwargs)


def _pages(identities: Iterable[str]) -> Mapping[str, Any]:
    """A page of each work that has one, in two queries a kind."""
    keys: dict[str, list[str]] = defaultdict(list)
    for name in identities:
        kind, key = from_identity(name)
        keys[kind].append(key)
    found: dict[str, Any] = {}
    for kind, wanted in keys.items():
        if source := sources.get(kind):
            for model in source.models:
                for page in model.objects.filter(translation_key__in=wanted).order_by("-pk"):
                    found[f"{kind}:{page.translation_key}"] = page
    return found


class Warning(Component):
    """On the first page of the admin: what is wrong with the search, for whoever publishes."""

    name = "search_health"
    order = 50
    template_name = "search/admin/warning.html"

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        user = parent_context["request"].user
        address = reverse("search_health_report") if may_see_health(user) else ""
        return {"faults": health.recent().faults(), "address": address}


class UnansweredReport(ReportView):
    """Words that several people searched for in vain, the most frequent first."""

    page_title = _("Searched in vain")
    header_icon = "help"
    index_url_name = "search_unanswered_report"
    index_results_url_name = "search_unanswered_report_results"
    results_template_name = "search/admin/unanswered_results.html"
    export_filename = "searched-in-vain"
    export_headings = {
        "language_name": _("Language"),
        "words": _("Words"),
        "count": _("Searches"),
        "days": _("Days"),
        "last_day": _("Last day"),
    }
    list_export = list(export_headings)
    custom_field_preprocess = {"words": dict.fromkeys(ReportView.FORMATS, exports.cell)}

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_see_unanswered(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_queryset(self) -> Any:
        return UnansweredSearch.objects.shown()

    @cached_property
    def columns(self) -> Sequence[Column]:
        return [Column(name, label=label) for name, label in self.export_headings.items()]


class ReportItem(MenuItem):
    """An entry of the menu of reports for those who may open it."""

    def __init__(self, allowed: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._allowed = allowed

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(self._allowed(request.user))
