"""Addresses of the grid of translations and of what it counts."""

from __future__ import annotations

from django.urls import path

from . import views

i18n_urlpatterns = [
    path("translate/", views.translations, name="translations"),
    path("translate/coverage/", views.coverage, name="translations_coverage"),
    path("translate/coverage.csv", views.coverage, {"form": "csv"}, name="translations_coverage_file"),
    path("translate/<slug:code>/<slug:language>/changed/", views.changed, name="translations_changed"),
]
