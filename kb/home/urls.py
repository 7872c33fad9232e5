"""Addresses beside the page tree."""

from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [path("colours.css", views.colours, name="colours")]
i18n_urlpatterns = [
    path("country/<slug:code>/", views.country, name="country"),
    path("theme/<slug:key>/", views.theme, name="theme"),
]
