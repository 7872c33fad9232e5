"""Facts with their labels: `{% load facts %}`. What nobody reported is said, never left empty."""

from __future__ import annotations

from django import template
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


def _reported(content: str) -> SafeString:
    text = content.strip() or render_to_string("components/not_reported.html").strip()
    return mark_safe(text)  # noqa: S308 - a rendered template


@register.simple_block_tag
def fact(content: str, label: str) -> SafeString:
    """`{% fact _("Cost") %}…{% endfact %}`: a line of a list of facts (`<dl class="facts">`)."""
    return format_html("<div>\n<dt>{}</dt>\n<dd>\n{}\n</dd>\n</div>", label, _reported(content))


@register.simple_block_tag
def cell(content: str, label: str, kind: str = "") -> SafeString:
    """`{% cell _("Before") "num" %}…{% endcell %}`: a cell of a table of figures, in the column of that name.

    On narrow screens a row becomes a block of lines, and each line says its column.
    """
    attributes = format_html(' class="{}"', kind) if kind else ""
    return format_html('<td{} data-label="{}"><div>{}</div></td>', attributes, label, _reported(content))
