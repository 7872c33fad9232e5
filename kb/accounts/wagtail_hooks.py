"""Registration with Wagtail."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from .opening import FACTOR_REMOVED, LINKED, OPENED


@hooks.register("register_log_actions")
def log_actions(actions: Any) -> None:
    actions.register_action(OPENED, _("Account opened"), _("Opened the account"))
    actions.register_action(
        FACTOR_REMOVED, _("The second factor was removed"), _("The second factor was removed")
    )
    actions.register_action(LINKED, _("Link to choose a password"), _("Made a link to choose a password"))
