"""Registration with Wagtail."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from .sharing import helpers


@hooks.register("register_log_actions")
def log_actions(actions: Any) -> None:
    actions.register_action(helpers.HANDED_OVER, _("Handed over"), _("Took the case over"))
