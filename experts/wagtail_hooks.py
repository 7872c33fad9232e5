"""Registration with Wagtail."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from . import claims, confirmation, erasure, guards, invitations
from .consent import WITHDRAWN

hooks.register("before_edit_page", guards.editing)


@hooks.register("register_log_actions")
def log_actions(actions: Any) -> None:
    actions.register_action(
        WITHDRAWN, _("Consent withdrawn"), _("Without consent: taken off the public pages")
    )
    actions.register_action(invitations.INVITED, _("Invitation"), _("Invited the person to take this over"))
    actions.register_action(invitations.REVOKED, _("Invitation ended"), _("Ended an invitation"))
    actions.register_action(claims.TAKEN_OVER, _("Taken over"), _("Took the profile over"))
    actions.register_action(confirmation.CONFIRMED, _("Confirmed"), _("Confirmed that everything is right"))
    actions.register_action(erasure.ERASED, _("Erased"), _("Everything about the person was deleted"))
