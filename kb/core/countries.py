"""The countries of the region as choices for forms, by ISO 3166-1 code."""

from __future__ import annotations

from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from . import cldr

COUNTRY_CHOICES = sorted(
    ((code, cldr.country_name(code, "en")) for code in cldr.REGION), key=lambda pair: pair[1]
)
country_code = RegexValidator(r"^[A-Z]{2}$", _("Give the two capital letters of ISO 3166, for example KH."))
