"""The schemes of the vocabulary: which lists of terms there are, and where they are delivered from."""

from __future__ import annotations

from pathlib import Path

from django.utils.translation import gettext_lazy as _

DATA = Path(__file__).parent / "data"

SCHEMES = {
    "theme": _("Theme"),
    "concept": _("Concept"),
    "sdg": _("Sustainable Development Goal"),
    "target_group": _("Target group"),
    "poverty_dimension": _("Poverty dimension"),
    "delivery_model": _("Delivery model"),
    "cooperation_form": _("Type of cooperation"),
    "evidence_level": _("Type of evidence"),
    "scale": _("Scale"),
    "status": _("Status"),
    "after_end": _("After the end"),
    "indicator": _("Indicator"),
    "unit": _("Unit"),
    "organisation_role": _("Role of an organisation"),
    "person_role": _("Role of a person"),
    "cost_item": _("Cost item"),
    "condition": _("Condition for success"),
    "building_block_kind": _("Type of building block"),
    "place_precision": _("Precision of a place"),
    "expert_kind": _("Type of expert"),
    "expertise_level": _("Level of expertise"),
    "language_level": _("Level of a language"),
    "availability": _("Availability"),
    "work_mode": _("Way of working"),
    "contact_type": _("Type of contact"),
    "contact_visibility": _("Visible to"),
    "profile_status": _("State of a profile"),
    "translation_state": _("State of a translation"),
    "qualifier": _("Qualifier of a figure"),
}
#: Lists with more than two levels: they are searched by, never chosen from.
DEEP = frozenset({"concept"})


def choices() -> list[tuple[str, object]]:
    return list(SCHEMES.items())
