"""Rich text that leaves the site."""

from __future__ import annotations

from django.conf import settings
from wagtail.rich_text import expand_db_html

from kb.core.markup import clean


def portable(html: str) -> str:
    """The same text for another site: links to our own pages and documents become addresses on the web."""
    if "linktype=" in html:
        html = expand_db_html(html).replace('href="/', f'href="{settings.WAGTAILADMIN_BASE_URL.rstrip("/")}/')
    return clean(html)
