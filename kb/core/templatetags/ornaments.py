"""What is drawn on the server: `{% load ornaments %}`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe

from kb.core import charts, weaves

register = template.Library()


@register.simple_tag
def weave(key: Any) -> SafeString:
    """The woven pattern of a theme (or of anything else with a stable key)."""
    return mark_safe(weaves.svg(str(key)))  # noqa: S308 - made of numbers only


@register.simple_tag
def line_chart(series: Iterable[charts.Series], title: str) -> SafeString:
    """A line chart of values over time; the table of the same values belongs below it."""
    return charts.line_chart(list(series), title)
