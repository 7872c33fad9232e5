"""Addresses of letters."""

from __future__ import annotations

from django.urls import path

from .views import reading, writing

i18n_urlpatterns = [
    path("write/<slug:code>/<slug:letter_kind>/", writing.write, name="write"),
    path("write/<slug:code>/<slug:letter_kind>/sent/", writing.sent, name="letter_sent"),
    path("letters/", reading.letters, name="letters"),
    path("letters/<int:letter_id>/", reading.letter, name="letter"),
]
