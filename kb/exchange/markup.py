"""Rich text that comes from outside or leaves the site."""

from __future__ import annotations

import nh3
from django.conf import settings
from wagtail.rich_text import expand_db_html

TAGS = {"p", "ul", "ol", "li", "b", "i", "a", "br"}


def clean(html: str) -> str:
    """Rich text of the allowed tags alone; links lead to the web or to a mailbox."""
    return nh3.clean(
        html,
        tags=TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto"},
        link_rel=None,
    )


def portable(html: str) -> str:
    """The same text for another site: links to our own pages and documents become addresses on the web."""
    if "linktype=" in html:
        html = expand_db_html(html).replace('href="/', f'href="{settings.WAGTAILADMIN_BASE_URL.rstrip("/")}/')
    return clean(html)
