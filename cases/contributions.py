"""What an expert has given to the site in cases."""

from __future__ import annotations

from typing import Any

from .listing import best_versions
from .models import CasePage, CasePerson


def cases_of_expert(expert: Any) -> list[tuple[CasePage, str]]:
    """The public cases that an expert wrote or can explain, with the role in each."""
    rows = list(CasePerson.objects.filter(expert=expert).order_by("page__title"))
    pages = best_versions(CasePage.objects, [row.page_id for row in rows])
    return [(pages[row.page_id], row.role_label) for row in rows if row.page_id in pages]
