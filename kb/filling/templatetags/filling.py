"""What pages of a form need: `{% load filling %}`."""

from __future__ import annotations

from typing import Any

from django import template

from kb.filling import writing

register = template.Library()


@register.filter
def written_text(html: str) -> str:
    """Rich text as somebody would type it."""
    return writing.to_text(html or "")


@register.filter
def grouped(field: Any) -> list[tuple[Any, list[dict[str, Any]]]]:
    """The boxes of a field as (name of their group or None, what each box is written with)."""
    attrs = {"id": field.auto_id, **field.build_widget_attrs({})}
    value = field.value()
    groups = field.field.widget.optgroups(field.html_name, field.field.widget.format_value(value), attrs)
    return [(name, options) for name, options, _place in groups]
