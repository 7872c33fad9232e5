"""What a case still lacks: to be listed, and to be told in full. Authors and reviewers are shown the same."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kb.core import markup
from kb.core.publication import Rows
from search.analysis.words import analyse

from . import requirements
from .facts import AUTHOR

if TYPE_CHECKING:
    from .models import CasePage

FEWEST, MOST = 50, 150  # words of a summary
#: Where in the form a field is filled in that a publication asks for.
PART_OF: Mapping[str, str] = {
    "summary": "basics",
    "sites": "places",
    "theme_rows": "themes",
    "results": "results",
    "costs": "costs",
    "original_statement": "licence",
}
Test = Callable[["CasePage", Rows], Any]


@dataclass(frozen=True, slots=True)
class Missing:
    """Something that is missing: the part of the form where it is filled in, and a sentence that says what to do."""

    part: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Meter:
    """How far a case is: `done` of `total` things are there, and these are `missing`."""

    done: int
    total: int
    missing: tuple[Missing, ...]

    @property
    def complete(self) -> bool:
        return not self.missing


@dataclass(frozen=True, slots=True)
class Completeness:
    """How far a case is from being listed, and from being told in full."""

    listed: Meter
    full: Meter


def word_count(text: str, language: str) -> int:
    """How many words a text has, in languages without spaces between words, too."""
    return len(analyse(text, language))


def missing(page: CasePage, rows: Rows) -> Completeness:
    """What this original lacks. `rows(relation)` gives the rows of a relation, as for `requirements.lacking`."""
    return Completeness(_listed(page, rows), _full(page, rows))


def _listed(page: CasePage, rows: Rows) -> Meter:
    found = [(lack.field, lack.sentence) for lack in requirements.lacking(page, rows)]
    if not page.original_statement:
        reason = _("The authors have not said yet that the text is their own.")
        found.append(("original_statement", reason))
    lacks = tuple(Missing(PART_OF[field], sentence) for field, sentence in found)
    return Meter(len(PART_OF) - len({field for field, _sentence in found}), len(PART_OF), lacks)


def _full(page: CasePage, rows: Rows) -> Meter:
    lacks = tuple(Missing(part, str(sentence)) for part, sentence, test in _RULES if not test(page, rows))
    return Meter(len(_RULES) - len(lacks), len(_RULES), lacks)


def _column(name: str) -> Test:
    return lambda page, rows: page.serializable_value(name)


def _story(name: str) -> Test:
    return lambda page, rows: markup.is_written(getattr(page, name))


def _blocks(name: str) -> Test:
    return lambda page, rows: len(getattr(page, name))


def _rows(name: str) -> Test:
    return lambda page, rows: list(rows(name))


def _summary_fits(page: CasePage, rows: Rows) -> bool:
    return FEWEST <= word_count(page.summary, page.locale.language_code) <= MOST


def _has_village(page: CasePage, rows: Rows) -> bool:
    return any(site.province or site.district or site.village for site in rows("sites"))


def _has_author(page: CasePage, rows: Rows) -> bool:
    return any(row.role_key == AUTHOR for row in rows("people"))


def _has_before(page: CasePage, rows: Rows) -> bool:
    return any(row.before is not None and row.as_of for row in rows("results"))


def _photos_told(page: CasePage, rows: Rows) -> bool:
    photos = list(rows("photos"))
    return bool(photos) and all(row.consent for row in photos)


_RULES: tuple[tuple[str, Any, Test], ...] = (
    ("basics", gettext_lazy("Write a summary of 50 to 150 words."), _summary_fits),
    ("places", gettext_lazy("Say in which province, district or village it was."), _has_village),
    ("period", gettext_lazy("Say whether it is finished."), _column("status")),
    ("period", gettext_lazy("Say when it began."), _column("start")),
    ("period", gettext_lazy("Say how large it was."), _column("scale")),
    ("period", gettext_lazy("Choose the delivery model."), _column("delivery_model")),
    ("problem", gettext_lazy("Describe the problem."), _story("problem")),
    ("steps", gettext_lazy("Tell what was done, step by step."), _blocks("steps")),
    ("groups", gettext_lazy("Say for whom it was done."), _rows("target_group_rows")),
    ("results", gettext_lazy("Tell what changed."), _story("outcome")),
    ("results", gettext_lazy("Give at least one figure."), _rows("results")),
    ("results", gettext_lazy("Give one figure before and after, with its date."), _has_before),
    ("sources", gettext_lazy("List at least one source."), _rows("references")),
    ("costs", gettext_lazy("Say what it cost."), _rows("costs")),
    ("evidence", gettext_lazy("Say how the results are known."), _column("evidence_level")),
    ("lessons", gettext_lazy("Write down at least one lesson."), _blocks("lessons")),
    ("replication", gettext_lazy("Say where it can work."), _story("replication_where")),
    ("replication", gettext_lazy("Say what must be adapted."), _story("replication_adapt")),
    ("replication", gettext_lazy("Say what must not be dropped."), _story("replication_keep")),
    ("people", gettext_lazy("Name an author."), _has_author),
    ("photographs", gettext_lazy("Add a photograph of people who have agreed."), _photos_told),
    ("licence", gettext_lazy("Choose a licence."), _column("licence")),
    ("cooperation", gettext_lazy("Choose the type of cooperation."), _column("cooperation_form")),
    ("goals", gettext_lazy("Choose the goals that it serves."), _rows("sdg_rows")),
    ("poverty", gettext_lazy("Choose the dimensions of poverty."), _rows("poverty_dimension_rows")),
    ("conditions", gettext_lazy("Choose what it needs to succeed."), _rows("condition_rows")),
    ("organisations", gettext_lazy("Name the organizations and their roles."), _rows("organisations")),
    ("blocks", gettext_lazy("Describe a building block."), _blocks("building_blocks")),
    ("setbacks", gettext_lazy("Tell what went wrong."), _story("setbacks")),
    ("after", gettext_lazy("Say what became of it after the end."), _column("after_end")),
)
