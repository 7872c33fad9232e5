"""Addresses of the search: the page below each language, the API and the probes beside them.

A site includes ``urlpatterns`` in its language patterns, ``api_urlpatterns`` and ``probe_urlpatterns``
outside of them.
"""

from __future__ import annotations

from django.urls import path

from search import api, probes, views

urlpatterns = [
    path("search/", views.page, name="search"),
    path("search/suggest/", views.suggestions, name="search_suggest"),
    path("search/values/<slug:facet>/", views.values, name="search_values"),
]
api_urlpatterns = [path("api/v1/search/", api.search, name="search_api")]
probe_urlpatterns = [
    path("health/", probes.alive, name="health"),
    path("health/ready/", probes.ready, name="health_ready"),
    path("health/search/", probes.search, name="health_search"),
]
