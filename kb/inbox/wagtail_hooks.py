"""Registration with Wagtail."""

from __future__ import annotations

from django.urls import URLPattern, path
from wagtail import hooks

from . import reports

hooks.register("register_reports_menu_item", reports.item)


@hooks.register("register_admin_urls")
def urls() -> list[URLPattern]:
    return [path("reports/mails/", reports.MailReport.as_view(), name="inbox_mails")]
