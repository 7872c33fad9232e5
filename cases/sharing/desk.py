"""The case that somebody writes, as it stands: a draft, with the editors, sent back, public, withdrawn."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import Enum
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.models import WorkflowState

from kb.core import visibility
from kb.core.models import Work
from kb.editorial.sending import states
from kb.filling.marks import newest

from ..models import CasePage
from ..permissions import may_delete, may_edit, may_take_back, may_take_over, owns, writes
from . import works


class Stage(Enum):
    """Where a case stands for who writes it."""

    DRAFT = "draft"
    SENT = "sent"
    RETURNED = "returned"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


def stage_of(page: CasePage, state: WorkflowState | None, withdrawn: bool) -> Stage:
    """The stage of a page with this state of its workflow. `withdrawn`: an editor has taken the work back."""
    if works.in_review(state):
        return Stage.SENT
    if state is not None:
        return Stage.RETURNED
    if page.live:
        return Stage.PUBLISHED
    return Stage.WITHDRAWN if withdrawn or page.first_published_at else Stage.DRAFT


@dataclass
class Desk:
    """A case with whoever works on it now."""

    page: CasePage
    user: Any
    state: WorkflowState | None
    withdrawn: bool = False

    @property
    def stage(self) -> Stage:
        return stage_of(self.page, self.state, self.withdrawn)

    @property
    def stage_key(self) -> str:
        return self.stage.value

    @property
    def title(self) -> str:
        return self.page.draft_title or self.page.title

    @property
    def held(self) -> str:
        """Why nobody may change it here now; empty when it can be changed."""
        if works.in_review(self.state):
            sentence = _("The case is with the editors.")
            return (
                _("The case is with the editors. Take it back to change it.")
                if self.may_take_back
                else sentence
            )
        return _("An editor has locked it.") if self.page.locked else ""

    @property
    def comment(self) -> str:
        """What the editor has written who sent it back."""
        if self.stage is not Stage.RETURNED or self.state is None or self.state.current_task_state is None:
            return ""
        return self.state.current_task_state.comment or ""

    @property
    def changed(self) -> bool:
        """Whether something was written that is not public."""
        return bool(self.page.has_unpublished_changes or not self.page.live)

    @property
    def owns(self) -> bool:
        return owns(self.user, self.page)

    @property
    def writes(self) -> bool:
        return writes(self.user, self.page)

    @property
    def may_delete(self) -> bool:
        return may_delete(self.user, self.page) and not works.in_review(self.state)

    @property
    def may_take_back(self) -> bool:
        return works.in_review(self.state) and may_take_back(self.user, self.page)

    @property
    def may_take_over(self) -> bool:
        return may_take_over(self.user, self.page)

    @cached_property
    def has_versions(self) -> bool:
        return self.page.first_published_at is not None

    def address(self, name: str, **parameters: Any) -> str:
        """The address of one of the pages of this case."""
        return reverse(name, kwargs={"code": self.page.slug, **parameters})


def _originals() -> Any:
    pages = CasePage.objects.filter(original=None, alias_of=None)
    return pages.select_related("locale", "latest_revision", "owner").prefetch_related("coauthors")


def desk_of(user: Any, code: str) -> Desk:
    """The case with this code. Raises `Http404` when there is none, or when it is not for this user."""
    page = _originals().filter(slug=code).first()
    if page is None or not may_edit(user, page):
        raise Http404
    return Desk(page, user, states([page.pk]).get(page.pk), page.translation_key in _withdrawn([page]))


def to_copy(user: Any, code: str) -> tuple[CasePage, CasePage]:
    """The case with this code, and what the user may begin a case of their own with: what was written last where they
    write it or nothing is public, else what is public. Raises `Http404`.
    """
    page = _originals().filter(slug=code).first()
    if page is None:
        raise Http404
    public = visibility.public(CasePage.objects.filter(pk=page.pk)).exists()
    if writes(user, page) or (not public and may_edit(user, page)):
        return page, newest(page)
    if not public:
        raise Http404
    return page, page


def own_desk(user: Any, code: str) -> Desk:
    """The same for what an owner does and nobody else. Raises `Http404`."""
    desk = desk_of(user, code)
    if not desk.owns:
        raise Http404
    return desk


def mine(user: Any, asked: str = "") -> Any:
    """The cases that the user writes, what was written last first. `asked`: words of their titles or summaries."""
    pages = _originals().filter(Q(owner=user) | Q(coauthors__user=user)).distinct()
    for word in asked.split():
        pages = pages.filter(
            Q(draft_title__icontains=word) | Q(title__icontains=word) | Q(summary__icontains=word)
        )
    return pages.order_by("-latest_revision_created_at", "-pk")


def desks(user: Any, pages: Collection[CasePage]) -> list[Desk]:
    """These pages with where each stands, in a fixed number of queries."""
    found, withdrawn = states([page.pk for page in pages]), _withdrawn(pages)
    return [Desk(page, user, found.get(page.pk), page.translation_key in withdrawn) for page in pages]


def _withdrawn(pages: Collection[CasePage]) -> set[UUID]:
    rows = Work.objects.filter(pk__in=[page.translation_key for page in pages]).exclude(withdrawn_at=None)
    return set(rows.values_list("pk", flat=True))
