"""How reviews went: how many texts were sent, sent back and approved, and how long that took, by country and language."""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from statistics import median

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from search.exports import MARK, cell, written

from .models import FINAL, Step
from .models.responsibilities import area_name


@dataclass(slots=True)
class Tally:
    """The steps of one country or language. `waits`: how long those that were taken had waited."""

    area: str
    sent: int = 0
    returned: int = 0
    approved: int = 0
    waits: list[timedelta] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The country or language in the reader's language; for last decisions, what they are."""
        return area_name(self.area) or _("Last decision")

    @property
    def waiting(self) -> int:
        """Steps that nobody has taken, because they wait or because the text was taken back."""
        return self.sent - self.returned - self.approved

    @property
    def days(self) -> float | None:
        """The median of the days until a step was taken; None where none was."""
        return round(median(self.waits) / timedelta(days=1), 1) if self.waits else None

    def row(self) -> tuple[str, int, int, int, int, float | None]:
        """What stands in a line of the table."""
        return self.name, self.sent, self.returned, self.approved, self.waiting, self.days


def head() -> tuple[str, ...]:
    """The names of the columns."""
    return (
        _("Country or language"),
        _("Sent for review"),
        _("Sent back"),
        _("Approved"),
        _("Waits or taken back"),
        _("Days until decided (median)"),
    )


def tallies(year: int | None = None) -> list[Tally]:
    """A tally for each area of the steps that began in a year, or ever: last decisions first, then by name."""
    steps = Step.objects.all() if year is None else Step.objects.filter(created__year=year)
    found: dict[str, Tally] = defaultdict(lambda: Tally(""))
    for area, outcome, created, done_at in steps.values_list(
        "area", "outcome", "created", "done_at"
    ).iterator():
        tally = found[area]
        tally.area = area
        tally.sent += 1
        tally.returned += outcome == Step.Outcome.RETURNED
        tally.approved += outcome == Step.Outcome.APPROVED
        if done_at is not None:
            tally.waits.append(done_at - created)
    return sorted(found.values(), key=lambda tally: (tally.area != FINAL, tally.name))


def years() -> list[int]:
    """The years in which anything was sent, the last first."""
    return [day.year for day in Step.objects.dates("created", "year", order="DESC")]


def as_csv(rows: Iterable[Tally]) -> bytes:
    """The table for spreadsheets, in which nothing is taken for a formula."""
    lines = [head(), *(["" if value is None else str(value) for value in tally.row()] for tally in rows)]
    return (MARK + written(lines)).encode()


def as_xlsx(rows: Iterable[Tally]) -> bytes:
    """The same as a workbook; words are words there, whatever they begin with."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in [head(), *(tally.row() for tally in rows)]:
        sheet.append([_cell(sheet, value) for value in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _cell(sheet: object, value: str | float | None) -> WriteOnlyCell:
    made = WriteOnlyCell(sheet, value=cell(value) if isinstance(value, str) else value)
    if isinstance(value, str):
        made.data_type = "s"
    return made
