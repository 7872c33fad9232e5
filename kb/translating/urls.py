"""Addresses of translating."""

from __future__ import annotations

from django.urls import path

from . import views

i18n_urlpatterns = [
    path("translate/<slug:code>/", views.choose, name="translate_work"),
    path("translate/<slug:code>/<slug:language>/", views.translate, name="translate"),
    path("translate/<slug:code>/<slug:language>/send/", views.send, name="translate_send"),
    path("translate/<slug:code>/<slug:language>/take-back/", views.take_back, name="translate_take_back"),
]
