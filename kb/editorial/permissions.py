"""Who may approve what."""

from __future__ import annotations

from typing import Any

from wagtail.models import Revision
from wagtail_localize.models import StringTranslation

from kb.core.models import WorkPage

from .models.editions import VersionedPage


def contributors(page: Any, state: Any = None) -> set[int]:
    """Ids of the users whose work the next publication of this page would make public.

    Whoever saved a revision or translated a sentence since the published one, who asked for the review (`state`:
    the workflow under way, when it is known), and the owner of an original until it is first published. The owner
    of a translation is whoever owns its original, and may not have written a word of it.
    """
    page = page.specific  # a workflow knows the plain page
    revisions = Revision.objects.for_instance(page)
    if page.live_revision_id:
        revisions = revisions.filter(pk__gt=page.live_revision_id)
    people = set(revisions.values_list("user_id", flat=True))
    if isinstance(page, WorkPage) and page.is_translation:
        people |= _translators(page)
    elif not page.first_published_at:
        people.add(page.owner_id)
    state = state or page.current_workflow_state
    if state:
        people.add(state.requested_by_id)
    return {pk for pk in people if pk}


def _translators(page: Any) -> set[int | None]:
    """Who translated single sentences in wagtail-localize, which signs a revision by whoever saves the page."""
    sentences = StringTranslation.objects.filter(
        locale=page.locale_id, context__object_id=page.translation_key
    )
    if page.last_published_at:
        sentences = sentences.filter(updated_at__gt=page.last_published_at)
    return set(sentences.values_list("last_translated_by_id", flat=True))


def may_withdraw(user: Any, page: Any) -> bool:
    """Whether the user may take this work out of public view. It need not be another editor: time may press."""
    of_a_work = isinstance(page, VersionedPage) and page.alias_of_id is None
    return of_a_work and page.facts_page.live and user.has_perm("core.withdraw_work")


def may_approve(user: Any, page: Any, state: Any = None, *, people: set[int] | None = None) -> bool:
    """Whether the user has no part in what an approval would publish. Superusers are no exception. `people`: its
    contributors, where they are known.
    """
    return user.is_active and user.pk not in (contributors(page, state) if people is None else people)
