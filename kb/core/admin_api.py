"""The admin's own interface for its explorer: what it tells everybody who may enter the admin."""

from __future__ import annotations

from wagtail.admin.api.views import PagesAdminAPIViewSet
from wagtail.api.v2.router import WagtailAPIRouter

# Words of a page, which somebody else's draft has, too. The explorer asks for titles only.
WORDS = ("seo_title", "search_description")


class PagesEndpoint(PagesAdminAPIViewSet):
    """Pages without words: whoever may see a title in a list may not read the draft."""

    meta_fields = [name for name in PagesAdminAPIViewSet.meta_fields if name not in WORDS]


def without_words(router: WagtailAPIRouter) -> None:
    """Hook: takes the place of Wagtail's endpoint."""
    router.register_endpoint("pages", PagesEndpoint)
