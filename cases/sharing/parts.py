"""The parts of the form with which somebody writes a case: the short form, then what the full form adds."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from kb.filling.parts import BlocksOf, Part, RowsOf
from kb.filling.rows import formset

from ..forms import blocks, columns, photographs, rows

_PLACES = RowsOf(
    "sites",
    formset(rows.SiteForm, base=rows.PlaceRows),
    _("Places"),
    _("Place"),
    _("Add a place"),
)
_STEPS = BlocksOf(
    "steps",
    formset(blocks.StepForm),
    _("What was done, step by step"),
    _("Step"),
    _("Add a step"),
    block="step",
)
_RESULTS = RowsOf("results", formset(rows.ResultForm), _("Figures"), _("Figure"), _("Add a figure"))
_SOURCES = RowsOf(
    "references",
    formset(rows.ReferenceForm, base=rows.SourceRows),
    _("Sources"),
    _("Source"),
    _("Add a source"),
)
_COSTS = RowsOf("costs", formset(rows.CostForm), _("Costs"), _("Cost"), _("Add a cost"))
_LESSONS = BlocksOf(
    "lessons", formset(blocks.LessonForm), _("Lessons"), _("Lesson"), _("Add a lesson"), block="lesson"
)
_PEOPLE = RowsOf("people", formset(rows.PersonForm), _("People"), _("Person"), _("Add a person"))
_PHOTOS = photographs.PhotosOf(
    "photos",
    formset(photographs.PhotoForm, extra=0, base=photographs.PhotoRows),
    _("Photographs"),
    _("Photograph"),
)
_ORGANISATIONS = RowsOf(
    "organisations",
    formset(rows.OrganisationForm),
    _("Organizations"),
    _("Organization"),
    _("Add an organization"),
)
_BLOCKS = BlocksOf(
    "building_blocks",
    formset(blocks.BuildingBlockForm),
    _("Building blocks"),
    _("Building block"),
    _("Add a building block"),
    block="block",
)

PHOTOGRAPHS = "photographs"
SHORT: tuple[Part, ...] = (
    Part("basics", _("Title and summary"), columns.BasicsForm),
    Part("places", _("Places"), None, (_PLACES,)),
    Part("themes", _("Themes"), columns.ThemesForm),
    Part("period", _("Period and form"), columns.PeriodForm),
    Part("problem", _("Problem and context"), columns.ProblemForm),
    Part("steps", _("What was done, step by step"), None, (_STEPS,)),
    Part("groups", _("Target groups"), columns.TargetGroupsForm),
    Part("sources", _("Sources"), None, (_SOURCES,)),
    Part("results", _("What changed, and figures"), columns.OutcomeForm, (_RESULTS,)),
    Part("costs", _("Costs"), None, (_COSTS,)),
    Part("evidence", _("Evidence"), columns.EvidenceForm),
    Part("lessons", _("Lessons"), None, (_LESSONS,)),
    Part("replication", _("Replication"), columns.ReplicationForm),
    Part("people", _("Authors and contacts"), None, (_PEOPLE,)),
    Part(PHOTOGRAPHS, _("Photographs"), None, (_PHOTOS,)),
    Part("licence", _("Licence and originality"), columns.LicenceForm),
)
FULL: tuple[Part, ...] = (
    Part("cooperation", _("Type of cooperation"), columns.CooperationForm),
    Part("goals", _("Sustainable Development Goals"), columns.GoalsForm),
    Part("poverty", _("Dimensions of poverty"), columns.PovertyForm),
    Part("conditions", _("Conditions for success"), columns.ConditionsForm),
    Part("organisations", _("Organizations"), None, (_ORGANISATIONS,)),
    Part("blocks", _("Building blocks"), None, (_BLOCKS,)),
    Part("setbacks", _("What went wrong"), columns.SetbacksForm),
    Part("after", _("After the end"), columns.AfterForm),
    Part("tags", _("Tags"), columns.TagsForm),
)
NOTE = Part("note", _("What has changed"), columns.NoteForm)
PARTS: Mapping[str, Part] = {part.key: part for part in (*SHORT, *FULL, NOTE)}


def fields_of(part: Part) -> set[str]:
    """The fields and relations of a case that are filled in in a part."""
    relations = {each.relation for each in part.rows}
    if part.key == PHOTOGRAPHS:
        relations.add("photo_texts")
    if part.columns is None:
        return relations
    of_terms = {relation for relation, *_rest in getattr(part.columns, "relations", {}).values()}
    return relations | of_terms | set(part.columns.base_fields)


def part_of(field: str) -> str:
    """The part in which a field or relation of a case is filled in; empty where none is."""
    return next((key for key, part in PARTS.items() if field in fields_of(part)), "")
