"""What an expert has given to the site in cases, and how cases forget who it was."""

from __future__ import annotations

from typing import Any

from django.contrib.contenttypes.models import ContentType
from wagtail.models import Revision

from kb.vocabulary import labels
from search import changes

from .facts import AUTHOR
from .listing import best_versions
from .models import CasePage, CasePerson


def cases_of_expert(expert: Any) -> list[tuple[CasePage, str]]:
    """The public cases that an expert wrote or can explain, with the role in each."""
    rows = list(CasePerson.objects.filter(expert=expert).order_by("page__title"))
    pages = best_versions(CasePage.objects, [row.page_id for row in rows])
    return [(pages[row.page_id], row.role_label) for row in rows if row.page_id in pages]


def forget_expert(expert: Any) -> None:
    """Leave no name of an erased expert in any case, nor in what was or will be published of one. Who wrote a case
    keeps a credit without a name.
    """
    rows = CasePerson.objects.filter(expert=expert)
    cases = list(CasePage.objects.filter(pk__in=rows.values("page")))
    rows.exclude(pk__in=[row.pk for row in rows if row.role_key == AUTHOR]).delete()
    rows.update(expert=None, name="", note="")
    of_cases = Revision.objects.filter(content_type=ContentType.objects.get_for_model(CasePage))
    for revision in of_cases.iterator(chunk_size=50):
        people = revision.content.get("people") or []
        if any(row.get("expert") == expert.pk for row in people):
            kept = [forgotten for row in people if (forgotten := _without_name(row, expert.pk))]
            Revision.objects.filter(pk=revision.pk).update(content={**revision.content, "people": kept})
    for case in cases:
        changes.page_changed(case)


def _without_name(row: dict[str, Any], expert: int) -> dict[str, Any] | None:
    """A person as a revision keeps it, when it is somebody else, or an author, who then has no name."""
    if row.get("expert") != expert:
        return row
    entry = labels.entry_of(row.get("role"))
    is_author = entry is not None and entry.key == AUTHOR
    return {**row, "expert": None, "name": "", "note": ""} if is_author else None
