"""What is drawn on the server: `{% load ornaments %}`."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe

from kb.core import charts, cldr, weaves

register = template.Library()


@register.simple_tag
def weave(key: Any) -> SafeString:
    """The woven pattern of a theme (or of anything else with a stable key)."""
    return mark_safe(weaves.svg(str(key)))  # noqa: S308 - made of numbers only


@register.simple_tag
def weave_band(key: Any) -> SafeString:
    """The same pattern along the width of the page, for a cover; once on a page."""
    return mark_safe(weaves.band(str(key)))  # noqa: S308 - made of numbers only


@register.simple_tag
def line_chart(*series: Any) -> SafeString:
    """A line chart of values over time; the table of the same values belongs near it.

    Each series has `indicator`, `unit`, `place` and `points`, each point `date`, `value` and `source`.
    """
    title = " · ".join(part for part in (series[0].indicator, series[0].unit) if part)
    return charts.line_chart([_series(one) for one in series], title)


def _series(given: Any) -> charts.Series:
    points = (
        charts.Point(point.date, point.value, cldr.number(point.source.number) if point.source else "")
        for point in given.points
    )
    return charts.Series(given.place, tuple(points))
