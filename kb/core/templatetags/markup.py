"""Rich text as it may be shown: `{% load markup %}`."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString, mark_safe

from kb.core import markup

register = template.Library()


@register.filter
def written(html: str) -> bool:
    """Whether rich text has any word."""
    return markup.is_written(str(html or ""))


@register.filter
def cleaned(html: str) -> SafeString:
    """Cleaned once more where it is shown: code, a fixture or an old version may have stored more than editors can."""
    return mark_safe(markup.clean(html))  # noqa: S308 - of the allowed tags alone
