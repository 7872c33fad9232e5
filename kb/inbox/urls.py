"""Addresses of the inbox."""

from __future__ import annotations

from django.urls import path

from . import views

i18n_urlpatterns = [
    path("inbox/", views.inbox, name="inbox"),
    path("inbox/read/", views.read_all, name="inbox_read_all"),
    path("inbox/choices/", views.choices, name="inbox_choices"),
    path("inbox/<uuid:notice>/", views.act, name="inbox_notice"),
]
