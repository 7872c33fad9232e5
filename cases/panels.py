"""How a case and a collection are edited in the admin."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel, ObjectList, TabbedInterface

from kb.core.panels import FactsTab, state_panel
from kb.editorial.forms import VersionedForm

WORDS = ["title", "summary"]


def case_edit_handler() -> TabbedInterface:
    words = [
        *(FieldPanel(name) for name in WORDS),
        *(
            FieldPanel(name)
            for name in ("problem", "steps", "outcome", "setbacks", "lessons", "building_blocks")
        ),
        MultiFieldPanel(
            [FieldPanel(f"replication_{name}") for name in ("where", "adapt", "keep")],
            heading=_("Replication"),
        ),
        FieldPanel("photo_texts"),
        state_panel(),
        FieldPanel("change_note"),
    ]
    facts = [
        InlinePanel("sites", heading=_("Places")),
        InlinePanel("theme_rows", heading=_("Themes"), label=_("theme")),
        MultiFieldPanel(
            [
                FieldPanel(name)
                for name in ("status", "start", "end", "scale", "delivery_model", "cooperation_form")
            ],
            heading=_("Period and form"),
        ),
        InlinePanel("target_group_rows", heading=_("Target groups"), label=_("target group")),
        InlinePanel(
            "poverty_dimension_rows", heading=_("Dimensions of poverty"), label=_("dimension of poverty")
        ),
        InlinePanel("sdg_rows", heading=_("Sustainable Development Goals"), label=_("goal or target")),
        InlinePanel("condition_rows", heading=_("Conditions for success"), label=_("condition for success")),
        MultiFieldPanel(
            [
                FieldPanel(name)
                for name in ("evidence_level", "evidence_confirmed_by", "after_end", "after_end_checked")
            ],
            heading=_("Evidence"),
        ),
    ]
    figures = [
        InlinePanel("references", heading=_("Sources")),
        InlinePanel("results", heading=_("Figures")),
        InlinePanel("costs", heading=_("Costs")),
    ]
    people = [
        InlinePanel("organisations", heading=_("Organisations"), label=_("organisation")),
        InlinePanel("people", heading=_("People"), label=_("person")),
        InlinePanel("adapted_from_rows", heading=_("Adapted from"), label=_("case")),
        InlinePanel("photos", heading=_("Photographs"), label=_("photograph")),
        FieldPanel("tags"),
        MultiFieldPanel([FieldPanel("licence"), FieldPanel("original_statement")], heading=_("Licence")),
    ]
    return TabbedInterface(
        [
            ObjectList(words, heading=_("Words")),
            FactsTab(facts, heading=_("Facts")),
            FactsTab(figures, heading=_("Figures")),
            FactsTab(people, heading=_("People and more")),
            ObjectList([FieldPanel("slug")], heading=_("Address")),
        ],
        base_form_class=VersionedForm,
    )


def collection_edit_handler() -> TabbedInterface:
    words = [
        *(FieldPanel(name) for name in WORDS),
        FieldPanel("introduction"),
        FieldPanel("chapters"),
        state_panel(),
        FieldPanel("change_note"),
    ]
    facts = [
        FieldPanel("organiser"),
        FieldPanel("forum_edition"),
        FieldPanel("year"),
        InlinePanel("entries", heading=_("Cases"), label=_("case")),
        FieldPanel("tags"),
    ]
    return TabbedInterface(
        [
            ObjectList(words, heading=_("Words")),
            FactsTab(facts, heading=_("Cases")),
            ObjectList([FieldPanel("slug")], heading=_("Address")),
        ],
        base_form_class=VersionedForm,
    )
