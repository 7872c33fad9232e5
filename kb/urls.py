"""The addresses of the site."""

from __future__ import annotations

from django.conf.urls.i18n import i18n_patterns
from django.contrib.sitemaps import views as sitemap_views
from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from cases import urls as cases_urls
from experts import urls as experts_urls
from kb.accounts import urls as accounts_urls
from kb.core import media, robots, sitemaps
from kb.coverage import urls as coverage_urls
from kb.editorial import urls as editorial_urls
from kb.home import urls as home_urls
from kb.inbox import urls as inbox_urls
from kb.letters import urls as letters_urls
from kb.translating import urls as translating_urls
from search import urls as search_urls

handler400 = "kb.core.errors.bad_request"
handler403 = "kb.core.errors.permission_denied"
handler404 = "kb.core.errors.page_not_found"
handler429 = "kb.core.errors.too_many_requests"  # django-allauth looks for it
handler500 = "kb.core.errors.server_error"

urlpatterns = [
    *accounts_urls.urlpatterns,
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("media/images/<path:path>", media.rendition),
    path("robots.txt", robots.robots),
    path("sitemap.xml", sitemaps.index),
    path(
        "sitemap-<section>.xml",
        sitemap_views.sitemap,
        {"sitemaps": sitemaps.SITEMAPS},
        name="django.contrib.sitemaps.views.sitemap",
    ),
    *search_urls.api_urlpatterns,
    *search_urls.probe_urlpatterns,
    *home_urls.urlpatterns,
    *i18n_patterns(
        *accounts_urls.i18n_urlpatterns,
        *home_urls.i18n_urlpatterns,
        *inbox_urls.i18n_urlpatterns,
        *editorial_urls.i18n_urlpatterns,
        *coverage_urls.i18n_urlpatterns,
        *experts_urls.i18n_urlpatterns,
        *cases_urls.i18n_urlpatterns,
        *letters_urls.i18n_urlpatterns,
        *translating_urls.i18n_urlpatterns,
        *search_urls.urlpatterns,
        path("", include(wagtail_urls)),
    ),
]
