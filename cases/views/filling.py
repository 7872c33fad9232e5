"""Filling in a case, a part at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kb.core import languages
from kb.core.private import private
from kb.editorial import reviews
from kb.filling import marks
from kb.filling.filling import Filling
from kb.filling.pages import fill_in
from kb.filling.parts import Part, said

from .. import completeness
from ..models import CasePage
from ..sharing import comments, works
from ..sharing.desk import Desk, desk_of
from ..sharing.parts import NOTE, PARTS, fields_of


@dataclass(frozen=True, slots=True)
class Task:
    """What is filled in: a part of a case."""

    desk: Desk
    part: Part
    template = "cases/sharing/part.html"

    @property
    def page(self) -> CasePage:
        return self.desk.page

    @property
    def back(self) -> str:
        return self.desk.address("share_case")

    @property
    def held(self) -> str:
        return self.desk.held

    def lock(self) -> None:
        marks.lock(self.page)

    def draft(self) -> CasePage:
        """What was written last. A new version of a public case begins without the note of the one before."""
        draft: CasePage = marks.newest(self.page)
        if self.page.live and not self.page.has_unpublished_changes:
            draft.change_note = ""
        return draft

    def keep(self, request: HttpRequest, filling: Filling, before: list[tuple[str, str]]) -> None:
        """Keep it as a revision. Raises `ValidationError`."""
        draft = self.draft()
        filling.write(draft)
        if said(self.part, draft) == before:
            messages.info(request, _("Nothing was changed."))
            return
        works.keep(self.page, draft, request.user)
        if self.page.live:
            messages.success(
                request, _("Saved. Readers see it as soon as you have sent it and an editor has approved it.")
            )
        else:
            messages.success(request, _("Saved. Nobody but its authors and the editors can see it yet."))

    def context(self) -> dict[str, Any]:
        """`desk`, `language` of the words, for the summary how many words it has, and what reviewers want changed."""
        code, count = self.page.locale.language_code, None
        if self.part.key == "basics":
            count = completeness.word_count(marks.newest(self.page).summary, code)
        return {
            "desk": self.desk,
            "written_in": languages.get(code),
            "word_count": count,
            "points": reviews.noted(self.page, fields_of(self.part)),
            "comments": comments.about(self.page, self.part.key) if self.desk.writes else (),
        }


@private("share")
@require_http_methods(["GET", "HEAD", "POST"])
def part(request: HttpRequest, code: str, part: str) -> HttpResponse:
    """One part of a case. A note of what has changed is asked for of what readers know."""
    if part not in PARTS:
        raise Http404

    def task() -> Task:
        desk = desk_of(request.user, code)
        if part == NOTE.key and not desk.page.live:
            raise Http404
        return Task(desk, PARTS[part])

    return fill_in(request, task)
