"""Rich text that comes from outside."""

from __future__ import annotations

import nh3

TAGS = {"p", "ul", "ol", "li", "b", "i", "a", "br"}


def clean(html: str) -> str:
    """Rich text of the allowed tags alone; links lead to the web by https or http."""
    return nh3.clean(
        html,
        tags=TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto"},
        link_rel=None,
    )
