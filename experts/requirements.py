"""What a profile needs before the public may see it: a name, a country, and the person's consent."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from kb.core.publication import Lack

from . import consent

if TYPE_CHECKING:
    from .models import ExpertPage


def lacking(page: ExpertPage) -> Iterator[Lack]:
    """A translation needs the consent that its original holds."""
    original = page.facts_page
    if not original.consent_given:
        reason = _("%(name)s has not agreed to be listed. Note the consent, or leave the profile a draft.")
        yield Lack("consent_given", reason % {"name": original.name or page.title})
    elif consent.is_taken_back(original):
        reason = _("%(name)s has taken the consent back, and alone can give it again.")
        yield Lack("consent_given", reason % {"name": original.name or page.title})
    if page.is_translation:
        return
    if not page.name.strip():
        yield Lack("name", _("The name of the person is missing."))
    if not page.country:
        yield Lack("country", _("The country of work is missing."))
    if page.consent_given and not page.consent_date:
        yield Lack("consent_date", _("Say on which day the person agreed."))
    if page.consent_given and not page.consent_text.strip():
        yield Lack(
            "consent_text", _("Say to which text the person agreed: its version, or a letter of theirs.")
        )
