"""Panels of works in the admin."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList, Panel


def state_panel() -> MultiFieldPanel:
    """How the words of this version came to be."""
    return MultiFieldPanel(
        [FieldPanel("translation_state"), FieldPanel("translation_date")], heading=_("State of the text")
    )


class FactsOfOriginal(Panel):
    """Tells the editor of a translation where its facts are, and shows them."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "admin/facts_of_original.html"


class FactsTab(ObjectList):
    """A tab of facts: editable on an original, a pointer to the original on a translation.

    A whole tab is exchanged because Wagtail caches edit handlers a class, and an `InlinePanel` fails when its
    formset is gone.
    """

    def get_bound_panel(
        self, instance: Any = None, request: Any = None, form: Any = None, prefix: str = "panel"
    ) -> Any:
        if getattr(instance, "is_translation", False):
            pointer = FactsOfOriginal(heading=self.heading).bind_to_model(self.model)
            return pointer.get_bound_panel(instance=instance, request=request, form=form, prefix=prefix)
        return super().get_bound_panel(instance=instance, request=request, form=form, prefix=prefix)
