"""Registration with Wagtail."""

from __future__ import annotations

from typing import Any

from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from search import health, reports


@hooks.register("register_admin_urls")
def urls() -> list[URLPattern]:
    unanswered = reports.UnansweredReport.as_view
    return [
        path("reports/search/", reports.HealthReport.as_view(), name="search_health_report"),
        path("reports/searched-in-vain/", unanswered(), name="search_unanswered_report"),
        path(
            "reports/searched-in-vain/results/",
            unanswered(results_only=True),
            name="search_unanswered_report_results",
        ),
    ]


@hooks.register("register_reports_menu_item")
def health_item() -> reports.ReportItem:
    return reports.ReportItem(
        reports.may_see_health,
        _("Health of the search"),
        reverse("search_health_report"),
        name="search-health",
        icon_name="search",
        order=1200,
    )


@hooks.register("register_reports_menu_item")
def unanswered_item() -> reports.ReportItem:
    return reports.ReportItem(
        reports.may_see_unanswered,
        _("Searched in vain"),
        reverse("search_unanswered_report"),
        name="searched-in-vain",
        icon_name="help",
        order=1210,
    )


@hooks.register("construct_homepage_panels")
def warn(request: Any, panels: list[Any]) -> None:
    if health.recent().faults():
        panels.insert(0, reports.Warning())
