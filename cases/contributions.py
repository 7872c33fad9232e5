"""What an expert has given to the site in cases."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from experts.evidence import Evidence
from kb.core import visibility

from .listing import best_versions
from .models import CasePage, CasePerson

REVIEWER = "reviewer"  # the one role that says nothing of what the person knows about


def cases_of_expert(expert: Any) -> list[tuple[CasePage, str]]:
    """The public cases that an expert wrote or can explain, with the role in each."""
    rows = list(CasePerson.objects.filter(expert=expert).order_by("page__title"))
    pages = best_versions(CasePage.objects, [row.page_id for row in rows])
    return [(pages[row.page_id], row.role_label) for row in rows if row.page_id in pages]


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
