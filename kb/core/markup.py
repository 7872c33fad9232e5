"""The few tags that rich text may have on this site, whatever wrote it."""

from __future__ import annotations

from html import unescape

import nh3

TAGS = {"p", "ul", "ol", "li", "b", "i", "a", "br"}


def is_written(html: str) -> bool:
    """Whether there is anything to read between the tags."""
    return bool(unescape(nh3.clean(html, tags=set())).strip())


def clean(html: str) -> str:
    """Rich text of the allowed tags alone, empty when it has no word; links lead to the web, to a mailbox or to a
    place on this site."""
    if not is_written(html):
        return ""
    return nh3.clean(
        html,
        tags=TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto"},
        link_rel=None,
    )
