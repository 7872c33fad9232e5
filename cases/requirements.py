"""What a case needs before the public may see it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from kb.core.publication import Lack, Rows

if TYPE_CHECKING:
    from .models import CasePage


def lacking(page: CasePage, rows: Rows) -> Iterator[Lack]:
    """A summary in every language; on the original a place, a theme, and a source for every amount."""
    if not page.summary.strip():
        yield Lack("summary", _("The summary is missing. Write 50 to 150 words."))
    if page.is_translation:
        return
    if not any(site.country for site in rows("sites")):
        yield Lack("sites", _("No place is given. Add at least one, with its country."))
    if not any(row.term_id for row in rows("theme_rows")):
        yield Lack("theme_rows", _("No theme is chosen. Add at least one."))
    known = {reference.key for reference in rows("references")}
    for result in rows("results"):
        name = result.indicator_label or result.indicator_text
        yield from _unsourced("results", result, name, known)
    for cost in rows("costs"):
        if cost.amount is not None:
            yield from _unsourced("costs", cost, cost.item_text or cost.item_label, known)


def _unsourced(relation: str, row: Any, name: str, known: set[str]) -> Iterator[Lack]:
    names = {"row": name, "key": row.source}
    if not row.source:
        reason = _("“%(row)s” has no source. List the source and write its key in this row.") % names
        yield Lack(relation, reason, row, "source")
    elif row.source not in known:
        reason = _("“%(row)s” points to the source “%(key)s”, which is not listed.") % names
        yield Lack(relation, reason, row, "source")
