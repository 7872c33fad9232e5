"""Addresses beside the page tree."""

from __future__ import annotations

from django.urls import path

from . import records, views

urlpatterns = [
    path("colours.css", views.colours, name="colours"),
    path("records/<slug:code>.<slug:form>", records.record, name="record"),
]
i18n_urlpatterns = [
    path("country/<slug:code>/", views.country, name="country"),
    path("theme/<slug:key>/", views.theme, name="theme"),
]
