"""Lists of the admin."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies.base import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy

from .forms.responsibilities import ResponsibilityForm
from .models import Edition, Responsibility


class _NoNewOnes(ModelPermissionPolicy):
    """Publications make versions, and nobody else does; nobody deletes one."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action not in ("add", "delete") and super().user_has_permission(user, action)


class EditionViewSet(ModelViewSet):
    """Versions of cases and collections: what is told of them, and taking one back."""

    model = Edition
    icon = "history"
    menu_label = _("Versions")
    add_to_settings_menu = True
    copy_view_enabled = False
    form_fields = ("hidden",)  # a note was approved with what it tells of
    list_display = ("page", "number", "published_at", "note", "hidden")
    list_filter = ("hidden", "published_at")
    search_fields = ("work__code", "note")


register_permission_policy(Edition, _NoNewOnes(Edition))
editions = EditionViewSet("versions")


class ResponsibilityViewSet(ModelViewSet):
    """Who reviews what concerns a country, or translations into a language."""

    model = Responsibility
    icon = "group"
    menu_label = _("Country desks and languages")
    add_to_settings_menu = True
    copy_view_enabled = False
    list_display = ("user", "area_name", "substitute", "away_until")
    list_filter = ("user",)

    def get_form_class(self, for_update: bool = False) -> type[ResponsibilityForm]:
        return ResponsibilityForm


responsibilities = ResponsibilityViewSet("responsibilities")
