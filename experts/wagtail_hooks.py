"""Registration with Wagtail."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from . import guards
from .consent import WITHDRAWN

hooks.register("before_edit_page", guards.editing)


@hooks.register("register_log_actions")
def log_actions(actions):
    actions.register_action(
        WITHDRAWN, _("Consent withdrawn"), _("Without consent: taken off the public pages")
    )
