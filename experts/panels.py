"""How a profile is edited in the admin."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel, ObjectList, TabbedInterface

from kb.core.forms import WorkForm
from kb.core.panels import FactsTab, state_panel


def expert_edit_handler() -> TabbedInterface:
    words = [
        FieldPanel("title", heading=_("Headline")),
        FieldPanel("summary"),
        FieldPanel("biography"),
        state_panel(),
    ]
    person = [
        MultiFieldPanel(
            [FieldPanel(name) for name in ("name", "name_own_script", "name_romanised", "other_names")],
            heading=_("Names"),
        ),
        FieldPanel("photo"),
        FieldPanel("country"),
        InlinePanel("kind_rows", heading=_("What the person is")),
        InlinePanel("positions", heading=_("Positions")),
        InlinePanel("languages", heading=_("Languages")),
        InlinePanel("expertise", heading=_("Expertise")),
        InlinePanel("country_experience", heading=_("Experience in countries")),
        InlinePanel("education", heading=_("Education")),
        InlinePanel("publications", heading=_("Publications")),
        FieldPanel("orcid"),
        FieldPanel("tags"),
    ]
    contact = [
        InlinePanel("contacts", heading=_("Contact")),
        InlinePanel("availability_rows", heading=_("Available for")),
        FieldPanel("mode"),
        MultiFieldPanel(
            [
                FieldPanel(name)
                for name in (
                    "consent_given",
                    "consent_date",
                    "consent_text",
                    "confirmed_on",
                    "profile_status",
                )
            ],
            heading=_("Consent"),
        ),
    ]
    return TabbedInterface(
        [
            ObjectList(words, heading=_("Words")),
            FactsTab(person, heading=_("Person")),
            FactsTab(contact, heading=_("Contact and consent")),
            ObjectList([FieldPanel("slug")], heading=_("Address")),
        ],
        base_form_class=WorkForm,
    )
