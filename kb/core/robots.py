"""What search engines of the web may walk through."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from .addresses import absolute

# Facets make endless combinations of the same results, so crawlers stay out of searches with parameters.
RULES = """\
User-agent: *
Disallow: /admin/
Disallow: /api/
Disallow: /health/
Disallow: /*/search/?
Sitemap: {sitemap}
"""


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """`robots.txt`, with the address of the sitemap."""
    return HttpResponse(
        RULES.format(sitemap=absolute("/sitemap.xml")), content_type="text/plain; charset=utf-8"
    )
