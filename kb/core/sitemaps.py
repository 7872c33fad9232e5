"""The map of the site for search engines: every public page in every language, and nothing else."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.contrib.sitemaps import Sitemap, views
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.template.response import TemplateResponse
from wagtail.models import Page

from . import languages, visibility
from .addresses import absolute
from .models import IndexPage, ShardPage, Work


def _readable() -> Iterable[ContentType]:
    """The types of pages that have something to read: index pages lead to the search."""
    models = [
        model
        for model in apps.get_models()
        if issubclass(model, Page) and model is not Page and not issubclass(model, IndexPage | ShardPage)
    ]
    return ContentType.objects.get_for_models(*models).values()


class PageSitemap(Sitemap):
    """Pages with the addresses of their versions in the other languages."""

    limit = 5000  # a file may hold 50,000 addresses and 50 MB; every entry names up to ten

    def items(self) -> QuerySet[Page]:
        pages = visibility.public(Page.objects.filter(content_type__in=_readable(), depth__gt=1))
        original = Work.objects.filter(pk=OuterRef("translation_key")).values("original__last_published_at")
        return pages.annotate(facts_published=Subquery(original)).select_related("locale").order_by("path")

    def get_domain(self, site: Any = None) -> str:
        return urlsplit(settings.SITE_URL).netloc

    def get_protocol(self, protocol: str | None = None) -> str:
        return urlsplit(settings.SITE_URL).scheme

    def location(self, item: Page) -> str:
        parts = item.get_url_parts()
        return parts[2] if parts else ""

    def lastmod(self, item: Any) -> datetime | None:
        """The later of the words' and the facts' publication."""
        return max(filter(None, (item.last_published_at, item.facts_published)), default=None)

    def get_urls(self, page: Any = 1, site: Any = None, protocol: str | None = None) -> list[dict[str, Any]]:
        urls = [url for url in super().get_urls(page, site, protocol) if self.location(url["item"])]
        start = f"{self.get_protocol(protocol)}://{self.get_domain(site)}"
        versions = self._versions([url["item"] for url in urls])
        for url in urls:
            found = versions[url["item"].translation_key]
            if len(found) > 1:
                url["alternates"] = [
                    {"location": f"{start}{self.location(each)}", "lang_code": languages.get(code).tag}
                    for code, each in found
                ]
        return urls

    def _versions(self, pages: Sequence[Page]) -> dict[Any, list[tuple[str, Page]]]:
        keys = {page.translation_key for page in pages}
        found = visibility.public(Page.objects.filter(translation_key__in=keys)).select_related("locale")
        versions: dict[Any, list[tuple[str, Page]]] = defaultdict(list)
        for page in found.order_by("path"):
            versions[page.translation_key].append((page.locale.language_code, page))
        return versions


SITEMAPS: dict[str, type[Sitemap] | Sitemap] = {"pages": PageSitemap}


def index(request: HttpRequest) -> TemplateResponse:
    """The list of the files, at the site's own address: whoever asks by another name must not get it into a cache."""
    response: TemplateResponse = views.index(request, SITEMAPS)
    for item in (response.context_data or {})["sitemaps"]:
        parts = urlsplit(item.location)
        item.location = absolute(parts.path + (f"?{parts.query}" if parts.query else ""))
    return response
