"""The works that readers can write about: those that the public may see."""

from __future__ import annotations

from typing import Any

from kb.core import languages, versions
from kb.core.models import Work, WorkPage
from kb.core.visibility import State

from . import recipients


def page_for(code: str, kind: str) -> WorkPage | None:
    """The version, for the reader, of a public work that takes letters of this kind; None where there is none."""
    work = Work.objects.select_related("original").filter(code=code, original__isnull=False).first()
    return public_page(work) if work is not None and kind in recipients.offered(work.kind) else None


def public_page(work: Work) -> WorkPage | None:
    """The version of a work that the reader should see; None unless the public may see its original."""
    model: Any = work.original.specific_class if work.original is not None else None
    if model is None or not issubclass(model, WorkPage):
        return None
    pages = [page for page, state in model.versions_of(work.pk) if state is State.PUBLIC]
    if all(page.is_translation for page in pages):
        return None
    page: WorkPage = versions.best(pages, languages.current().code)
    return page


def title_of(page: Any) -> str:
    """What a work is called; a profile has a headline for its title, and the name beside it."""
    return str(getattr(page.facts_page, "name", "") or page.title)
