"""What an expert has given to the site in cases, and how cases forget who it was."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django.contrib.contenttypes.models import ContentType
from wagtail.models import Revision

from experts import correspondents
from experts.evidence import Evidence
from kb.core import visibility
from kb.vocabulary import labels
from search import changes

from .facts import AUTHOR
from .listing import best_versions
from .models import CasePage, CasePerson

REVIEWER = "reviewer"  # the one role that says nothing of what the person knows about


def cases_of_expert(expert: Any) -> list[tuple[CasePage, str]]:
    """The public cases that an expert wrote or can explain, with the role in each."""
    rows = list(CasePerson.objects.filter(expert=expert).order_by("page__title"))
    pages = best_versions(CasePage.objects, [row.page_id for row in rows])
    return [(pages[row.page_id], row.role_label) for row in rows if row.page_id in pages]


def who_can_answer(kind: str, page: Any) -> list[Any]:
    """The holders of the profiles of those who wrote a case or can explain it; nobody for other works."""
    if not isinstance(page, CasePage):
        return []
    rows = CasePerson.objects.filter(page=page.pk, expert__isnull=False).exclude(role__key=REVIEWER)
    return correspondents.holders(rows.values_list("expert", flat=True))


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


def evidence_of_experts(experts: Collection[int]) -> dict[int, Evidence]:
    """Themes and countries of the public cases that each of these experts wrote or can explain."""
    rows = CasePerson.objects.filter(expert__in=experts).exclude(role__key=REVIEWER)
    pairs = list(rows.order_by("sort_order", "pk").values_list("expert_id", "page_id"))
    if not pairs:
        return {}
    pages = CasePage.objects.filter(pk__in={page for _expert, page in pairs})
    shown = {page.pk: page for page in visibility.public(pages).prefetch_related("sites", "theme_rows__term")}
    found: dict[int, list[CasePage]] = {}
    for expert, page in pairs:
        if page in shown:
            found.setdefault(expert, []).append(shown[page])
    return {expert: _evidence(cases) for expert, cases in found.items()}


def _evidence(cases: Iterable[CasePage]) -> Evidence:
    cases = list(cases)
    themes = [row.term_key for case in cases for row in case.theme_rows.all() if row.term_key]
    countries = [site.country for case in cases for site in case.sites.all() if site.country]
    return Evidence(tuple(dict.fromkeys(themes)), tuple(dict.fromkeys(countries)))


def experts_named_by(works: Mapping[str, Sequence[str]]) -> Iterable[Any]:
    """Translation keys of the experts whom these cases name."""
    cases = works.get(CasePage.KIND)
    if not cases:
        return ()
    rows = CasePerson.objects.filter(page__translation_key__in=cases, expert__isnull=False)
    return rows.values_list("expert__translation_key", flat=True).distinct()
