"""What people do with a case on the public site: begin, keep, send, take back, delete, copy."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from wagtail.images import get_image_model
from wagtail.models import Locale, Page, ReferenceIndex, Revision

from kb.core import cldr
from kb.core.models import Work
from kb.editorial import sending
from kb.editorial.sending import Refused, in_review
from kb.filling.marks import lock, newest

from ..models import CaseIndexPage, CasePage, CaseSite, Submission
from . import spam, telling

#: Words that follow `/share/` in addresses; a case with such a code would have none there.
RESERVED = ("new", "read", "share", "word")
NOT_COPIED = {"photos", "people", "original_statement", "evidence_confirmed_by", "adapted_from_rows"}
NOT_COPIED_WORDS = {"title", "photo_texts"}


def begin(user: Any, key: UUID, title: str, country: str, locale: Locale, suspicions: str = "") -> CasePage:
    """A new draft of this user. The same key leads to the same draft, however often and in whatever moment.

    Raises `Refused` when the key is somebody else's, and `ValidationError`.
    """
    found = _begun(user, key)
    if found is not None:
        return found
    try:
        with transaction.atomic():
            page = _new(user, title, country, locale)
            Submission.objects.create(key=key, page=page, user=user, suspicions=suspicions)
            return page
    except IntegrityError:  # the same form has arrived twice at once
        found = _begun(user, key)
        if found is None:
            raise
        return found


def _begun(user: Any, key: UUID) -> CasePage | None:
    row = Submission.objects.select_related("page").filter(key=key).first()
    if row is not None and row.user_id != user.pk:
        raise Refused(_("This form has been sent already. Open it again."))
    return row.page if row is not None else None


def _new(user: Any, title: str, country: str, locale: Locale) -> CasePage:
    index = CaseIndexPage.objects.get(locale=locale)
    shard = index.shard(country.lower(), cldr.country_name(country, locale.language_code))
    shard = Page.objects.select_for_update().get(pk=shard.pk)  # as many begin at once as there are people
    page = CasePage(title=title, slug=_code(title), live=False, owner=user, locale=locale)
    page.sites = [CaseSite(key="p1", country=country)]
    shard.add_child(instance=page)
    page.save_revision(user=user, log_action=True)
    return page


def _code(title: str) -> str:
    code = Work.objects.free_code(title, CasePage.KIND)
    return Work.objects.free_code(f"{code}-case", CasePage.KIND) if code in RESERVED else code


def keep(page: CasePage, draft: CasePage, user: Any) -> Revision:
    """Keep a draft as a revision of whoever has written it. Raises `ValidationError`."""
    revision: Revision = draft.save_revision(user=user, log_action=True)
    if not page.live and page.first_published_at is None:
        # The row of a page that was never public says what it said first; one's own search looks there.
        CasePage.objects.filter(pk=page.pk).update(summary=draft.summary)
    return revision


@transaction.atomic
def send(page: CasePage, user: Any) -> None:
    """Send what was written last to the editors. Sent twice, it is there once. Raises `Refused`."""
    if not sending.send(page, user):
        return
    found = spam.in_words(newest(CasePage.objects.get(pk=page.pk)))
    for row in Submission.objects.filter(page=page) if found else ():
        row.suspicions = spam.add(row.suspicions, found)
        row.save(update_fields=["suspicions"])


@transaction.atomic
def delete(page: CasePage, user: Any) -> None:
    """Delete a draft with its photographs. Raises `Refused` while it is with the editors, or when it was public."""
    lock(page)
    page = CasePage.objects.get(pk=page.pk)
    if page.live or page.first_published_at is not None:
        raise Refused(_("It was public, so it cannot be deleted. Ask an editor to withdraw it."))
    if in_review(page.current_workflow_state):
        raise Refused(_("The case is with the editors. Take it back first."))
    if page.translated_pages.exists():
        raise Refused(_("There are translations of it. Ask an editor to delete them first."))
    images = _own_images(page, user)
    telling.over(page)
    page.delete(user=user, skip_permission_checks=True)  # of its owner, who may have no right on pages
    for image in images:
        if not ReferenceIndex.get_references_to(image).exists():
            image.delete()


def _own_images(page: CasePage, user: Any) -> list[Any]:
    """The photographs that this person has sent for this draft, in any of its revisions."""
    contents = Revision.objects.for_instance(page).values_list("content", flat=True)
    ids = {row.get("image") for content in contents for row in content.get("photos") or ()}
    found = get_image_model().objects.filter(pk__in=ids - {None}, uploaded_by_user=user)
    return list(found)


def copy(page: CasePage, draft: CasePage, user: Any, key: UUID) -> CasePage:
    """A new draft that says what this case says in `draft`, and that it was adapted from it; for people who did the same
    elsewhere. Who wrote it, photographs and what somebody has confirmed stay behind. Raises as `begin`.
    """
    with transaction.atomic():
        title = _("%(title)s (adapted)") % {"title": draft.title[:230]}
        country = next((site.country for site in draft.sites.all()), "")
        before = _begun(user, key)
        if before is not None:
            return before
        made = begin(user, key, title, country or page.get_parent().slug.upper(), page.locale)
        content = draft.serializable_data()
        taken = [name for name in (*page.FACTS, *page.CHILD_ACCESSORS) if name not in NOT_COPIED]
        taken += [name for name in page.WORDS if name not in NOT_COPIED_WORDS]
        new = {name: _without_keys(content[name]) for name in taken if name in content}
        new["adapted_from_rows"] = [{"pk": None, "page": made.pk, "case": page.pk, "sort_order": 0}]
        keep(made, made.with_content_json({**newest(made).serializable_data(), **new}), user)
    return made


def _without_keys(value: Any) -> Any:
    """Rows as rows of another page."""
    if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
        return value
    return [{**row, "pk": None, "page": None, "content_object": None} for row in value]
