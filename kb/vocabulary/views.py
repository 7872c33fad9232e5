"""The vocabulary in Wagtail's admin."""

from __future__ import annotations

import django_filters
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.admin.ui.tables import Column
from wagtail.snippets.views.chooser import SnippetChooserViewSet
from wagtail.snippets.views.snippets import SnippetViewSet

from . import schemes
from .models import Term
from .querysets import TermQuerySet


def _use(term: Term) -> str:
    return _("no longer used") if term.retired else ""


class TermFilterSet(WagtailFilterSet):
    scheme = django_filters.ChoiceFilter(choices=schemes.choices, label=_("List"))
    retired = django_filters.BooleanFilter(label=_("No longer used"))

    class Meta:
        model = Term
        fields = ["scheme", "retired"]


class TermChooserViewSet(SnippetChooserViewSet):
    """Terms are chosen from lists in the reader's language (`forms.TermChoiceField`), not in a pop-up."""

    register_widget = False


class TermViewSet(SnippetViewSet):
    model = Term
    icon = "list-ul"
    menu_label = _("Vocabulary")
    menu_order = 300
    add_to_admin_menu = True
    copy_view_enabled = False
    chooser_viewset_class = TermChooserViewSet
    filterset_class = TermFilterSet
    list_display = ["__str__", "scheme", "key", "parent", Column("retired", label=_("Use"), accessor=_use)]
    list_per_page = 50
    search_fields = ["key", "labels__label", "labels__synonyms"]
    panels = [
        FieldRowPanel([FieldPanel("scheme"), FieldPanel("key")]),
        InlinePanel(
            "labels",
            heading=_("Labels"),
            label=_("Label"),
            min_num=1,
            panels=[
                FieldRowPanel([FieldPanel("language"), FieldPanel("state")]),
                FieldPanel("label"),
                FieldPanel("definition"),
                FieldPanel("synonyms"),
            ],
        ),
        MultiFieldPanel(
            [FieldPanel("parent"), FieldPanel("sort_order"), FieldPanel("retired")],
            heading=_("Place in the list"),
        ),
        FieldRowPanel([FieldPanel("symbol"), FieldPanel("unit_kind")]),
        FieldRowPanel([FieldPanel("default_unit"), FieldPanel("direction")]),
    ]

    def get_queryset(self, request) -> TermQuerySet:
        # Distinct, because a search for words meets one term in several languages.
        return Term.objects.select_related("parent").distinct()
