"""A case's facts as a page shows them: rows of the original put together, with labels in the reader's language.

Numbers and dates stay raw; templates format them (`{% load formats %}`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from experts.profiles import public_profiles
from kb.core.fields import year_of
from kb.vocabulary.rows import TermRows

from .listing import best_versions

# Pages and rows come as they are: the models import this module, never the other way round.
CasePage = CaseResult = CaseSite = Any

TERM_ROWS = {
    "theme": "theme_rows",
    "sdg": "sdg_rows",
    "target_group": "target_group_rows",
    "poverty_dimension": "poverty_dimension_rows",
    "condition": "condition_rows",
}
SERIES_MINIMUM = 3  # dates from which values over time become a chart


AUTHOR = "author"  # of `person_role`


@dataclass(frozen=True, slots=True)
class Source:
    """A numbered source."""

    number: int
    key: str
    title: str
    authors: str
    publisher: str
    date: str
    url: str
    language: str
    accessed: Any


@dataclass(frozen=True, slots=True)
class Use:
    """A row of a table that a source supports: its anchor and its label."""

    anchor: str
    label: str
    lang: str


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure. `indicator_lang` is set when the indicator is free text in the original's language."""

    indicator: str
    indicator_key: str | None
    indicator_lang: str
    place: str
    before: Decimal | None
    before_date: str
    after: Decimal | None
    as_of: str
    unit: str
    unit_key: str | None
    qualifier_key: str | None
    source: Source | None
    method: str
    headline: bool
    group: str


@dataclass(frozen=True, slots=True)
class DifferingFigures:
    """Figures for one thing that differ between sources, to stand side by side."""

    group: str
    indicator: str
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Point:
    """A value at a date."""

    date: str
    value: Decimal
    source: Source | None


@dataclass(frozen=True, slots=True)
class Series:
    """One indicator over time at one place, in the order of dates."""

    indicator: str
    unit: str
    place: str
    points: tuple[Point, ...]


class CaseFacts:
    """The facts of one original. Lists are empty where nothing is reported."""

    def __init__(self, page: CasePage):
        self.page = page

    @cached_property
    def sites(self) -> list[CaseSite]:
        return list(self.page.sites.all())

    @cached_property
    def countries(self) -> list[str]:
        """ISO codes, each once, in the order of the places."""
        return list(dict.fromkeys(site.country for site in self.sites))

    @property
    def has_baselines(self) -> bool:
        """Whether any figure has a value before."""
        return any(figure.before is not None for figure in self.figures)

    @cached_property
    def sources(self) -> list[Source]:
        return [
            Source(
                number=number,
                key=row.key,
                title=row.title,
                authors=row.authors,
                publisher=row.publisher,
                date=row.date,
                url=row.url,
                language=row.language,
                accessed=row.accessed,
            )
            for number, row in enumerate(self.page.references.all(), start=1)
        ]

    @cached_property
    def _source_by_key(self) -> dict[str, Source]:
        return {source.key: source for source in self.sources}

    @cached_property
    def _place_by_key(self) -> dict[str, str]:
        return {site.key: site.village or site.district or site.province for site in self.sites}

    def _figure(self, row: CaseResult) -> Figure:
        return Figure(
            indicator=row.indicator_label or row.indicator_text,
            indicator_key=row.indicator_key,
            indicator_lang="" if row.indicator_id else self.page.locale.language_code,
            place=self._place_by_key.get(row.site, ""),
            before=row.before,
            before_date=row.before_date,
            after=row.after,
            as_of=row.as_of,
            unit=row.unit_label,
            unit_key=row.unit_key,
            qualifier_key=row.qualifier_key,
            source=self._source_by_key.get(row.source),
            method=row.method,
            headline=row.headline,
            group=row.group,
        )

    @cached_property
    def figures(self) -> list[Figure]:
        return [self._figure(row) for row in self.page.results.all()]

    @cached_property
    def headlines(self) -> list[Figure]:
        """Two or three figures to show large: those marked, else the first with a value before and after."""
        marked = [figure for figure in self.figures if figure.headline and figure.after is not None]
        return (marked or sorted(self.figures, key=lambda figure: figure.before is None))[:3]

    @cached_property
    def differing(self) -> list[DifferingFigures]:
        groups: dict[str, list[Figure]] = {}
        for figure in self.figures:
            if figure.group:
                groups.setdefault(figure.group, []).append(figure)
        return [
            DifferingFigures(group, figures[0].indicator, tuple(figures))
            for group, figures in groups.items()
            if len(figures) > 1
        ]

    @cached_property
    def series(self) -> list[Series]:
        """What can be drawn over time. Figures that disagree are no series."""
        lines: dict[tuple[str, str, str], list[Figure]] = {}
        for figure in self.figures:
            if not figure.group:
                lines.setdefault((figure.indicator, figure.unit, figure.place), []).append(figure)
        found = []
        for (indicator, unit, place), figures in lines.items():
            points = _points(figures)
            if len(points) >= SERIES_MINIMUM:
                found.append(Series(indicator, unit, place, tuple(points)))
        return found

    @cached_property
    def costs(self) -> list[dict[str, Any]]:
        return [
            {
                "item": row.item_text or row.item_label,
                "item_lang": self.page.locale.language_code if row.item_text else "",
                "item_kind": row.item_label,
                "item_key": row.item_key,
                "amount": row.amount,
                "currency": row.currency,
                "participant_share": row.participant_share,
                "qualifier_key": row.qualifier_key,
                "as_of": row.as_of,
                "source": self._source_by_key.get(row.source),
            }
            for row in self.page.costs.all()
        ]

    @cached_property
    def cited_sources(self) -> list[tuple[Source, list[Use]]]:
        """The sources, each with the rows of the two tables that rest on it."""
        uses: dict[int, list[Use]] = {}
        for number, figure in enumerate(self.figures, start=1):
            if figure.source:
                use = Use(f"figure-{number}", figure.indicator, figure.indicator_lang)
                uses.setdefault(figure.source.number, []).append(use)
        for number, cost in enumerate(self.costs, start=1):
            if cost["source"]:
                use = Use(f"cost-{number}", cost["item"], cost["item_lang"])
                uses.setdefault(cost["source"].number, []).append(use)
        return [(source, uses.get(source.number, [])) for source in self.sources]

    @cached_property
    def figure_sources(self) -> list[Source]:
        """The sources that figures cite, each once, by number."""
        return _distinct(figure.source for figure in self.figures)

    @cached_property
    def cost_sources(self) -> list[Source]:
        """The sources that costs cite, each once, by number."""
        return _distinct(cost["source"] for cost in self.costs)

    @cached_property
    def total_cost(self) -> dict[str, Any] | None:
        """The row of the whole budget; sums of other rows would mix years and currencies."""
        totals = (row for row in self.costs if row["item_key"] == "total" and row["amount"] is not None)
        return next(totals, None)

    @cached_property
    def reached(self) -> Figure | None:
        """People, else households, reached."""
        for key in ("people_reached", "households_reached"):
            for figure in self.figures:
                if figure.indicator_key == key and figure.after is not None:
                    return figure
        return None

    @cached_property
    def organisations(self) -> list[Any]:
        return list(self.page.organisations.all())

    @cached_property
    def people(self) -> list[dict[str, Any]]:
        """Who wrote the case or can explain it. `expert` is a public profile in the best version, or None.

        Whoever wrote it and does not want to be named any more keeps a credit without a name.
        """
        rows = list(self.page.people.all())
        profiles = public_profiles([row.expert_id for row in rows if row.expert_id])
        return [
            {
                "name": row.name,
                "expert": profiles.get(row.expert_id),
                "role": row.role_label,
                "role_key": row.role_key,
                "note": row.note,
            }
            for row in rows
            if row.name or row.expert_id in profiles or row.role_key == AUTHOR
        ]

    @cached_property
    def adapted_from(self) -> list[CasePage]:
        """The cases that this one was adapted from, in the version for the reader.

        One step back: whether those were adapted, too, they say.
        """
        rows = [row.case_id for row in self.page.adapted_from_rows.all()]
        pages = best_versions(type(self.page).objects, rows)
        return [pages[pk] for pk in rows if pk in pages]

    @cached_property
    def terms(self) -> TermRows:
        """The terms of a relation of `TERM_ROWS` by the name of its scheme, such as `terms["theme"]`."""
        return TermRows(self.page, TERM_ROWS)

    @cached_property
    def years(self) -> tuple[int, ...]:
        return years_of(self.page.start, self.page.end)


def years_of(start: str, end: str) -> tuple[int, ...]:
    """Every year of a period; a period without an end counts for the year in which it began."""
    first = year_of(start) or year_of(end)
    last = year_of(end) or first
    if first is None or last is None:
        return ()
    return tuple(range(first, max(first, min(last, first + 200)) + 1))


def _distinct(sources: Iterable[Source | None]) -> list[Source]:
    found = {source.number: source for source in sources if source}
    return [found[number] for number in sorted(found)]


def _points(figures: Iterable[Figure]) -> Sequence[Point]:
    """One point a date: a value given twice is one point, and the value before counts too."""
    points: dict[str, Point] = {}
    for figure in figures:
        for date, value in ((figure.before_date, figure.before), (figure.as_of, figure.after)):
            if date and value is not None:
                points.setdefault(date, Point(date, value, figure.source))
    return sorted(points.values(), key=lambda point: point.date)
