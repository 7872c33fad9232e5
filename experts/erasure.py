"""Forgetting: what was said in drafts and earlier versions, and the whole person when she asks for it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.images import get_image_model
from wagtail.log_actions import log
from wagtail.models import PageLogEntry, ReferenceIndex, Revision
from wagtail_localize.models import String, StringSegment, StringTranslation, cleanup_translation_on_delete

from kb.core.deletion import delete_work
from kb.core.models import Work

from . import consent, states, telling
from .models import Account, ExpertPage

ERASED = "experts.erased"  # in the log of the site
Forgetting = Callable[[Any], None]
_forgetting: list[Forgetting] = []


def register(forget: Forgetting) -> None:
    """`forget(original)` is called before a profile is erased: a content type that names experts leaves no name."""
    _forgetting.append(forget)


@transaction.atomic
def take_back(account: Account, user: Any) -> None:
    """The holder withdraws consent: nothing is public any more, and nothing that was said before is kept.

    What the profile said last stays in its row, for the holder alone to see and to agree to again, or to have erased.
    """
    profile = account.profile
    states.lock(profile)
    versions = _versions(profile)
    drafts = [page.get_latest_revision_as_object() for page in versions]
    pictures = _pictures(versions)
    _end_reviews(versions, user)
    consent.withdraw(ExpertPage.objects.get(pk=profile.pk), user=user)
    _forget_revisions(versions)
    for draft in drafts:
        draft.live, draft.has_unpublished_changes = False, False
        draft.latest_revision = draft.live_revision = None
        draft.latest_revision_created_at = None
        if not draft.is_translation:
            draft.consent_given, draft.consent_date, draft.consent_text = False, None, ""
        draft.save(clean=False)
    for picture in get_image_model().objects.filter(pk__in=pictures):
        picture.renditions.all().delete()
    Account.objects.filter(pk=account.pk).update(agreed_to="", agreed_at=None, withdrawn_at=timezone.now())
    states.note(profile, states.UNPUBLISHED)


@transaction.atomic
def erase(profile: ExpertPage) -> None:
    """Delete everything about a person: the profile in all languages, its drafts and history, who held it, and its
    photographs where nothing else shows them. Cases keep a neutral credit. The log keeps that it happened, no name.
    """
    states.lock(profile)
    versions = _versions(profile)
    pictures = _pictures(versions)
    for forget in _forgetting:
        forget(profile)
    keys = [page.pk for page in versions]
    holder = Account.objects.filter(profile=profile).values_list("holder", flat=True).first()
    _end_reviews(versions, None)
    consent.withdraw(ExpertPage.objects.get(pk=profile.pk))
    _forget_revisions(versions)
    log(instance=profile, action=ERASED)
    telling.forget(keys)
    delete_work(Work.objects.get(pk=profile.translation_key))
    for picture in get_image_model().objects.filter(pk__in=pictures):
        if not ReferenceIndex.get_references_to(picture).exists():
            picture.delete()
    history = PageLogEntry.objects.filter(page_id__in=keys)
    history.update(label="", data={}, revision=None)
    history.filter(user_id=holder).update(user=None)


def _versions(profile: ExpertPage) -> list[ExpertPage]:
    """All versions of a profile, the original first."""
    pages = ExpertPage.objects.filter(translation_key=profile.translation_key, alias_of=None)
    return sorted(pages.select_related("original"), key=lambda page: (page.is_translation, page.pk))


def _pictures(versions: Iterable[ExpertPage]) -> set[int]:
    """The photographs that the profile has shown, or was to show."""
    found = {page.photo_id for page in versions}
    for page in versions:
        found |= {revision.content.get("photo") for revision in Revision.objects.for_instance(page)}
    return {pk for pk in found if pk}


def _end_reviews(versions: Iterable[ExpertPage], user: Any) -> None:
    for page in versions:
        state = page.current_workflow_state
        if state is not None:
            state.cancel(user=user)


def _forget_revisions(versions: Iterable[ExpertPage]) -> None:
    """Every revision, what the translation of single sentences has kept, and what points there."""
    for page in versions:
        PageLogEntry.objects.filter(page_id=page.pk).update(revision=None)
        Revision.objects.for_instance(page).delete()
        key, locale = page.translation_key, page.locale_id
        of_page = StringSegment.objects.filter(source__object_id=key)
        strings = list(of_page.values_list("string_id", flat=True))
        StringTranslation.objects.filter(context__object_id=key, locale=locale).delete()
        cleanup_translation_on_delete(page)
        String.objects.filter(pk__in=strings, segments=None).delete()
