"""Addresses beside the page tree."""

from __future__ import annotations

from django.urls import path

from . import kept, records, taking, views

urlpatterns = [
    path("colours.css", views.colours, name="colours"),
    path("records/<slug:code>.<slug:form>", records.record, name="record"),
]
i18n_urlpatterns = [
    path("kept/", kept.page, name="kept"),
    path("kept/export.<slug:form>", kept.export, name="kept_export"),
    path("search/export.<slug:form>", taking.export, name="search_export"),
    path("search/feed.atom", taking.feed, name="search_feed"),
    path("country/<slug:code>/", views.country, name="country"),
    path("theme/<slug:key>/", views.theme, name="theme"),
]
