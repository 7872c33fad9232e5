"""Addresses of the search: the page below each language, the API beside them.

A site includes ``urlpatterns`` in its language patterns and ``api_urlpatterns`` outside of them.
"""

from __future__ import annotations

from django.urls import path

from search import api, views

urlpatterns = [path("search/", views.page, name="search")]
api_urlpatterns = [path("api/v1/search/", api.search, name="search_api")]
