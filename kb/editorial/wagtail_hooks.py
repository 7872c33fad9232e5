"""Registration with Wagtail."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from . import guards
from .models.tasks import SKIPPED, TAKEN_OVER
from .permissions import may_withdraw
from .views import versions
from .viewsets import editions, responsibilities

hooks.register("before_edit_page", guards.approving)


@hooks.register("register_log_actions")
def log_actions(actions: Any) -> None:
    actions.register_action(SKIPPED, _("Step left out"), _("A step was left out: nobody is there for it"))
    actions.register_action(
        TAKEN_OVER, _("Step taken over"), _("A step was taken in place of whoever was asked")
    )


@hooks.register("register_admin_urls")
def urls() -> list[Any]:
    return [path("works/<int:page_id>/withdraw/", versions.withdraw, name="withdraw")]


@hooks.register("register_admin_viewset")
def viewset() -> Any:
    return [editions, responsibilities]


@hooks.register("register_page_header_buttons")
def buttons(page: Page, user: Any, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    if may_withdraw(user, page.specific):
        yield Button(_("Withdraw"), reverse("withdraw", args=[page.pk]), icon_name="warning", priority=80)
