"""Changes to a profile by those who keep it: a signed revision, then an editor's approval or, where the site says so,
publication at once.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from wagtail.models import Locale, Revision, WorkflowState

from kb.core.models.workpage import TranslationState
from kb.core.publication import NotPublishable
from kb.filling.marks import newest

from . import consent, states, telling
from .models import Account, ExpertPage
from .permissions import holds


def versions(profile: ExpertPage) -> list[ExpertPage]:
    """The versions of a profile in all languages, published or not, as their rows have them; the original first."""
    pages = ExpertPage.objects.filter(translation_key=profile.translation_key, alias_of=None)
    found = sorted(pages.select_related("locale"), key=lambda page: (page.is_translation, page.pk))
    for page in found:
        page.original = profile if page.is_translation else None
    return found


def keep(draft: ExpertPage, user: Any) -> Revision:
    """Keep a draft as a revision that is signed by whoever has written it. Raises `ValidationError`."""
    draft.undecided = True  # consent is given and taken back elsewhere
    return draft.save_revision(user=user, log_action=True)


@transaction.atomic
def change(page: ExpertPage, draft: ExpertPage, account: Account, user: Any) -> bool:
    """Keep a change and let it take its way to the public; whether it is public now. Raises `ValidationError`.

    What was never public waits until it is sent.
    """
    revision = keep(draft, user)
    if not page.live:
        return False
    if _needs_nobody(page, account, user):
        try:
            with transaction.atomic():
                revision.publish(skip_permission_checks=True)
            return True
        except NotPublishable:
            pass  # it stays a draft; what is missing stands on the profile's page
    review(page, user)
    return False


def _needs_nobody(page: ExpertPage, account: Account, user: Any) -> bool:
    """Whether a holder's change is public without an approval: of a version that an editor has let be public before,
    with the holder's own consent, and where nobody but the people of this profile has changed it since.
    """
    if settings.PROFILE_REVIEW or not holds(user, account) or not account.agreed_at:
        return False
    profile = account.profile
    if not page.first_published_at or not page.live_revision_id or not profile.consent_given:
        return False
    people = {account.holder_id, *(each.user_id for each in account.delegates.all())} - {None}
    since = Revision.objects.for_instance(page).filter(pk__gt=page.live_revision_id)
    return set(since.values_list("user_id", flat=True)) <= people


def review(page: ExpertPage, user: Any) -> None:
    """Ask for an editor's approval of the last revision; does nothing where that is asked for already."""
    page = ExpertPage.objects.get(pk=page.pk)
    if page.latest_revision_id is None:
        keep(page, user)
    state = page.current_workflow_state
    if state is None:
        workflow = page.get_workflow()
        if workflow is not None:
            workflow.start(page, user)
    elif state.status == WorkflowState.STATUS_NEEDS_CHANGES:
        state.resume(user)
        telling.sent_again(page.facts_page)


@transaction.atomic
def send(profile: ExpertPage, user: Any) -> None:
    """Send a profile, in all its languages, to the editors."""
    states.lock(profile)
    for page in versions(profile):
        if page.has_unpublished_changes or not page.live:
            review(page, user)
    if not profile.live:
        states.note(profile, states.SUBMITTED)


@transaction.atomic
def agree(account: Account, user: Any) -> None:
    """The holder gives consent, to the present text."""
    profile = account.profile
    draft = newest(profile)
    draft.consent_given, draft.consent_date = True, timezone.localdate()
    draft.consent_text = consent.VERSION
    account.agreed_to, account.agreed_at, account.withdrawn_at = consent.VERSION, timezone.now(), None
    account.save(update_fields=["agreed_to", "agreed_at", "withdrawn_at"])
    change(profile, draft, account, user)


def begin_translation(profile: ExpertPage, locale: Locale) -> ExpertPage:
    """A new version in another language, a draft that still has the words of the original."""
    page: ExpertPage = profile.copy_for_translation(locale, copy_parents=True)
    return page


def translated_by_hand(draft: ExpertPage) -> None:
    """Note on a translation that a person has written it today."""
    if draft.is_translation:
        draft.translation_state = TranslationState.HUMAN
        draft.translation_date = timezone.localdate()
