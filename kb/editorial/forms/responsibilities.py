"""Who answers for what, in the admin."""

from __future__ import annotations

from typing import ClassVar

from django import forms
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.widgets import AdminDateInput

from ..models import Responsibility
from ..models.responsibilities import offered


class ResponsibilityForm(WagtailAdminModelForm):
    """Who answers for what, and who stands in."""

    area = forms.ChoiceField(label=_("Responsible for"), choices=lazy(offered, list))

    class Meta:
        model = Responsibility
        fields = ("user", "area", "substitute", "away_until")
        widgets: ClassVar = {"away_until": AdminDateInput}
