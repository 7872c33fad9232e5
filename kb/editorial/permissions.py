"""Who may approve what."""

from __future__ import annotations

from typing import Any

from wagtail.models import Revision


def contributors(page: Any, state: Any = None) -> set[int]:
    """Ids of the users whose work the next publication of this page would make public.

    Its owner until it is first published, who asked for the review (`state`: the workflow under way, when it is
    known), and whoever saved a revision since the published one.
    """
    revisions = Revision.objects.for_instance(page)
    if page.live_revision_id:
        revisions = revisions.filter(pk__gt=page.live_revision_id)
    people = set(revisions.values_list("user_id", flat=True))
    if not page.first_published_at:
        people.add(page.owner_id)
    state = state or page.current_workflow_state
    if state:
        people.add(state.requested_by_id)
    return {pk for pk in people if pk}


def may_approve(user: Any, page: Any, state: Any = None) -> bool:
    """Whether the user has no part in what an approval would publish. Superusers are no exception."""
    return user.is_active and user.pk not in contributors(page, state)
