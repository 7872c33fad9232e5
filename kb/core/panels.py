"""Panels of works in the admin."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList, Panel

from . import shown_facts


def state_panel() -> MultiFieldPanel:
    """How the words of this version came to be."""
    return MultiFieldPanel(
        [FieldPanel("translation_state"), FieldPanel("translation_date")], heading=_("State of the text")
    )


class FactsOfOriginal(Panel):
    """Shows the editor of a translation the facts of its original, as they are read, in place of these `panels`."""

    def __init__(self, panels: ObjectList, **kwargs: Any):
        super().__init__(**kwargs)
        self.panels = panels

    def clone_kwargs(self) -> dict[str, Any]:
        return {**super().clone_kwargs(), "panels": self.panels}

    class BoundPanel(Panel.BoundPanel):
        template_name = "admin/facts_of_original.html"

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            return {**context, **facts_context(self.instance, self.request.user, [self.panel.panels])}


class FactsTab(ObjectList):
    """A tab of facts: editable on an original, to be read on a translation.

    A whole tab is exchanged because Wagtail caches edit handlers a class, and an `InlinePanel` fails when its
    formset is gone.
    """

    def get_bound_panel(
        self, instance: Any = None, request: Any = None, form: Any = None, prefix: str = "panel"
    ) -> Any:
        if getattr(instance, "is_translation", False):
            shown = FactsOfOriginal(self, heading=self.heading).bind_to_model(self.model)
            return shown.get_bound_panel(instance=instance, request=request, form=form, prefix=prefix)
        return super().get_bound_panel(instance=instance, request=request, form=form, prefix=prefix)


def facts_context(translation: Any, user: Any, tabs: Iterable[Panel]) -> dict[str, Any]:
    """The original of a translation, and what its tabs of facts hold; None where the user may not read them all."""
    original = translation.original
    if not shown_facts.may_see(original, user):
        return {"original": original, "facts": None}
    page = shown_facts.shown(original)
    return {"original": original, "facts": [each for tab in tabs for each in shown_facts.of_panel(tab, page)]}


def fact_tabs(model: Any) -> list[FactsTab]:
    """The tabs of a kind that hold facts."""
    return [tab for tab in model.get_edit_handler().children if isinstance(tab, FactsTab)]
