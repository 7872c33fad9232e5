"""Addresses of versions."""

from __future__ import annotations

from django.urls import path

from . import views

i18n_urlpatterns = [
    path("versions/<slug:code>/", views.history, name="history"),
    path("versions/<slug:code>/<int:number>/", views.edition, name="edition"),
]
