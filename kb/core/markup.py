"""The few tags that rich text may have on this site, whatever wrote it."""

from __future__ import annotations

import nh3

TAGS = {"p", "ul", "ol", "li", "b", "i", "a", "br"}


def clean(html: str) -> str:
    """Rich text of the allowed tags alone; links lead to the web, to a mailbox or to a place on this site."""
    return nh3.clean(
        html,
        tags=TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto"},
        link_rel=None,
    )
