"""Filling in a profile, a part at a time, and its words in one language after the other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from wagtail.models import Locale

from kb.core import languages
from kb.filling import marks
from kb.filling.filling import Filling
from kb.filling.pages import fill_in
from kb.filling.parts import Part, said

from .. import drafts
from ..desk import Desk, desk_of
from ..models import ExpertPage
from ..parts import PARTS, WORDS
from .common import private


@dataclass(frozen=True, slots=True)
class Task:
    """What is filled in: a part of a version of somebody's profile. `page` is None for a version not yet begun."""

    desk: Desk
    part: Part
    page: ExpertPage | None
    locale: Locale
    template = "experts/profile/part.html"
    held = ""

    @property
    def back(self) -> str:
        return self.desk.address("own_profile")

    def lock(self) -> None:
        marks.lock(self.desk.profile)

    def draft(self) -> ExpertPage:
        """What is there now; empty for a version not yet begun."""
        return marks.newest(self.page) if self.page is not None else ExpertPage(locale=self.locale)

    def keep(self, request: HttpRequest, filling: Filling, before: list[tuple[str, str]]) -> None:
        """A change takes its way to the public, and a version not yet begun begins. Raises `ValidationError`."""
        page = self.page or drafts.begin_translation(self.desk.profile, self.locale)
        draft = marks.newest(page)
        filling.write(draft)
        if said(self.part, draft) == before:
            messages.info(request, _("Nothing was changed."))
            return
        drafts.translated_by_hand(draft)
        if drafts.change(page, draft, self.desk.account, request.user):
            messages.success(request, _("Saved. Everybody can see it now."))
        elif page.live:
            messages.success(request, _("Saved. It is public as soon as an editor has approved it."))
        else:
            messages.success(request, _("Saved. Nobody but you and the editors can see it yet."))

    def context(self) -> dict[str, Any]:
        """`language` of words; `model`: the original, beside a translation."""
        is_words = self.part is WORDS
        is_translation = is_words and self.locale.pk != self.desk.profile.locale_id
        return {
            "desk": self.desk,
            "language": languages.get(self.locale.language_code) if is_words else None,
            "model": marks.newest(self.desk.profile) if is_translation else None,
        }


@private
@require_http_methods(["GET", "HEAD", "POST"])
def part(request: HttpRequest, part: str, code: str = "") -> HttpResponse:
    """One part of the facts of a profile."""
    if part not in PARTS:
        raise Http404

    def task() -> Task:
        desk = desk_of(request.user, code)
        return Task(desk, PARTS[part], desk.profile, desk.profile.locale)

    return fill_in(request, task)


@private
@require_http_methods(["GET", "HEAD", "POST"])
def words(request: HttpRequest, language: str, code: str = "") -> HttpResponse:
    """The words of a profile in one language."""
    locale = Locale.objects.filter(language_code=language).first()
    if locale is None or language not in languages.BY_CODE:
        raise Http404

    def task() -> Task:
        desk = desk_of(request.user, code)
        pages = {page.locale_id: page for page in drafts.versions(desk.profile)}
        return Task(desk, WORDS, pages.get(locale.pk), locale)

    return fill_in(request, task)
