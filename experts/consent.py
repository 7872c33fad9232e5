"""Consent: what a person agrees to, and taking it back, which nobody has to approve.

A profile without it leaves everything that is public at once. The visibility rule itself asks for consent
(`withheld`), so that no page, search, feed or record shows a profile without it, whatever state its pages are in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import transaction
from django.db.models import QuerySet
from wagtail.actions.unpublish_page import UnpublishPageAction

if TYPE_CHECKING:
    from .models import ExpertPage

WITHDRAWN = "experts.consent_withdrawn"  # in the history of a profile
#: The version of the text in `templates/experts/profile/consent_text.html`. Whoever changes what it says gives it
#: another, so that it stays known who has agreed to what.
VERSION = "2026-11"


def withheld() -> QuerySet[ExpertPage]:
    """Profiles that nobody may see: their persons have not agreed."""
    return apps.get_model("experts", "ExpertPage").objects.filter(original=None, consent_given=False)


def is_taken_back(profile: ExpertPage) -> bool:
    """Whether the holder has taken consent back, so that what an editor notes does not count."""
    accounts = apps.get_model("experts", "Account").objects
    return profile.pk is not None and accounts.filter(profile=profile.pk, withdrawn_at__isnull=False).exists()


@transaction.atomic
def withdraw(profile: ExpertPage, user: Any = None) -> None:
    """Take every version of a profile off the public pages; does nothing to one that is not public.

    `profile` is the original, as it is in memory. No permission is asked for: who may edit a profile may note
    what the person said.
    """
    model = type(profile)
    model.objects.filter(pk=profile.pk, consent_given=True).update(consent_given=False)
    for page in model.objects.filter(translation_key=profile.translation_key, alias_of=None, live=True):
        UnpublishPageAction(page, user=user, log_action=WITHDRAWN).execute(skip_permission_checks=True)
    profile.live, profile.live_revision = False, None
