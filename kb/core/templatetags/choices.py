"""Values of facets as items of a list, and years as bars: `{% load choices %}`.

Written in Python, since a page of results has a hundred and fifty of them: Django's template language takes ten times
as long, and that was a quarter of the page.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Any

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from kb.core import cldr

register = template.Library()

_ITEM = (
    '<li{depth}><a href="{url}" rel="nofollow"{current}><span class="label">{chosen}<bdi>{label}</bdi></span> '
    '<span class="count">{count}</span></a></li>'
)
_CHOSEN = '<span class="hidden-text">{}</span> '
_BAR = '<rect x="{x}" y="{y}" width="8" height="{height}"{chosen} />'


def _item(label: str, value: Any, depth: int = 0) -> str:
    # Not inside an f-string, where the message would not be found for the catalogues.
    chosen = _CHOSEN.format(escape(gettext("Chosen, remove:"))) if value.selected else ""
    return _ITEM.format(
        depth=f' class="depth-{depth}"' if depth else "",
        url=escape(value.url),
        current=' aria-current="true"' if value.selected else "",
        chosen=chosen,
        label=escape(label),
        count=cldr.number(value.count),
    )


@register.simple_tag
def choices(values: Iterable[Any]) -> SafeString:
    """Links that choose a value or leave it out. Takes `search.choosing.Choice`s."""
    return SafeString("".join(_item(str(value.label), value, value.depth) for value in values))


@register.simple_tag
def year_choices(bars: Iterable[Any]) -> SafeString:
    """The same for years that have something. Takes `search.choosing.Bar`s."""
    return SafeString("".join(_item(cldr.year(bar.year), bar) for bar in bars if bar.count))


@register.simple_tag
def histogram(bars: Iterable[Any]) -> SafeString:
    """The bars of an SVG. Takes `search.choosing.Bar`s."""
    drawn = (
        _BAR.format(x=bar.x, y=bar.y, height=bar.height, chosen=' class="chosen"' if bar.selected else "")
        for bar in bars
    )
    return SafeString("".join(drawn))
