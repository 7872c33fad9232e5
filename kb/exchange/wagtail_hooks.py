"""Registration with Wagtail."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from .loading import LOG_ACTION


@hooks.register("register_log_actions")
def log_actions(actions):
    actions.register_action(LOG_ACTION, _("Import"), _("Imported and published"))
