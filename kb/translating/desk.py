"""A work and its translation into one language, for whoever translates or reads it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.models import Locale, WorkflowState

from kb.core import languages
from kb.core.languages import Language
from kb.core.models import Work
from kb.editorial.models import VersionedPage
from kb.editorial.sending import in_review
from kb.filling.marks import newest

from . import segments
from .memory import Memory, Said
from .permissions import may_look, may_take_back, may_translate
from .segments import Place, Segment


class Stage(Enum):
    """Where a translation stands."""

    NEW = "new"
    DRAFT = "draft"
    SENT = "sent"
    RETURNED = "returned"
    PUBLISHED = "published"


@dataclass
class Desk:
    """A translation: of the work with the page `original`, into `language`, as `user` sees it. `target`: its page, None
    before somebody has begun.
    """

    original: Any
    language: Language
    user: Any
    target: Any

    @cached_property
    def locale(self) -> Locale:
        return Locale.objects.get(language_code=self.language.code)

    @cached_property
    def source(self) -> Any:
        """What is translated: what readers have; of a work that is not public, what was written last."""
        return self.original if self.original.live else newest(self.original)

    @cached_property
    def draft(self) -> Any:
        """The translation as it was written last; None before it is there."""
        return newest(self.target) if self.target is not None else None

    @cached_property
    def segments(self) -> list[Segment]:
        return segments.of_page(self.source)

    @cached_property
    def memory(self) -> Memory:
        return Memory(self.source, self.draft, self.locale)

    @cached_property
    def said(self) -> dict[Place, Said]:
        return self.memory.said(self.segments)

    @cached_property
    def suggestions(self) -> dict[Place, str]:
        return self.memory.suggestions(self.segments, self.said)

    @property
    def written_in(self) -> Language:
        """The language of the original."""
        return languages.get(self.original.locale.language_code)

    @property
    def title(self) -> str:
        return str(self.source.title)

    @cached_property
    def state(self) -> WorkflowState | None:
        return self.target.current_workflow_state if self.target is not None else None

    @property
    def stage(self) -> Stage:
        if self.target is None:
            return Stage.NEW
        if in_review(self.state):
            return Stage.SENT
        if self.state is not None:
            return Stage.RETURNED
        return Stage.PUBLISHED if self.target.live else Stage.DRAFT

    @property
    def stage_key(self) -> str:
        return self.stage.value

    @property
    def changed(self) -> bool:
        """Whether something is written that is not public."""
        return self.target is not None and bool(self.target.has_unpublished_changes or not self.target.live)

    @cached_property
    def may_translate(self) -> bool:
        return may_translate(self.user, self.original, self.language.code)

    @property
    def may_take_back(self) -> bool:
        return in_review(self.state) and may_take_back(self.user, self.original, self.state)

    @property
    def held(self) -> str:
        """Why nobody may change the translation here now; empty when it can be changed."""
        if in_review(self.state):
            if self.may_take_back:
                return _("The translation is with those who review it. Take it back to change it.")
            return _("The translation is with those who review it.")
        return _("An editor has locked it.") if self.target is not None and self.target.locked else ""

    @cached_property
    def missing(self) -> list[str]:
        """What must be translated before it can be sent: labels of fields, since lists and references show them."""
        wanted = [each for each in self.segments if each.field in ("title", "summary")]
        return [each.heading for each in wanted if each.place not in self.said]

    @property
    def may_send(self) -> bool:
        return self.may_translate and not self.held and self.changed and not self.missing

    def address(self, name: str = "translate") -> str:
        """The address of one of the pages of this translation."""
        return reverse(name, args=[self.original.slug, self.language.code])


def original_of(code: str) -> Any:
    """The original of the work with this code. Raises `Http404` when there is none that is translated here."""
    work = Work.objects.select_related("original").filter(code=code).exclude(original=None).first()
    page = work.original.specific if work is not None and work.original is not None else None
    if not isinstance(page, VersionedPage) or page.is_translation:
        raise Http404
    return page


def desk_of(user: Any, code: str, language: str, *, reading: bool = False) -> Desk:
    """The translation of the work with this code. `reading`: whether it is enough to read it. Raises `Http404` when there
    is none, or when it is not for this user.
    """
    original = original_of(code)
    if language not in languages.BY_CODE or language == original.locale.language_code:
        raise Http404
    pages = type(original).objects.filter(translation_key=original.translation_key, alias_of=None)
    target = pages.filter(locale__language_code=language).select_related("locale", "latest_revision").first()
    desk = Desk(original, languages.get(language), user, target)
    if not (desk.may_translate or (reading and may_look(user, original, target))):
        raise Http404
    return desk
