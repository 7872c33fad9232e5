"""The state of a profile, and what else is noted about it without anybody's approval.

imported → invited → claimed → submitted → active → dormant, and unpublished when its holder takes it back. The words
are those of the vocabulary (`profile_status`).
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction
from wagtail.models import Revision

from kb.filling.marks import lock
from kb.vocabulary import labels
from search import changes

if TYPE_CHECKING:
    from .models import ExpertPage

SCHEME = "profile_status"
IMPORTED, INVITED, CLAIMED, SUBMITTED, ACTIVE, DORMANT, UNPUBLISHED = (
    "imported",
    "invited",
    "claimed",
    "submitted",
    "active",
    "dormant",
    "unpublished",
)
UNCLAIMED = (None, IMPORTED, INVITED)


@transaction.atomic
def note(profile: ExpertPage, state: str = "", confirmed_on: date | None = None) -> None:
    """Write the state of a profile, or the day on which it was confirmed, where both the public and the next
    publication read it: in its row, and in the revisions that are published now and may be next.

    The revisions keep their moment and their author: nobody has changed what the profile says, and whoever is
    reading a draft to approve it need not read it again.
    """
    columns: dict[str, Any] = {}
    if state:
        columns["profile_status_id"] = labels.term_ids(SCHEME, [state])[state]
    if confirmed_on:
        columns["confirmed_on"] = confirmed_on
    lock(profile)
    rows = type(profile).objects.filter(pk=profile.pk)
    page = rows.get()
    rows.update(**columns)
    for revision in Revision.objects.filter(pk__in=[page.latest_revision_id, page.live_revision_id]):
        kept = {name.removesuffix("_id"): _plain(value) for name, value in columns.items()}
        Revision.objects.filter(pk=revision.pk).update(content={**revision.content, **kept})
    for name, value in columns.items():
        setattr(profile, name, value)
    changes.page_changed(profile, hides=False)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
