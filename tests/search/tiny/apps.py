from __future__ import annotations

from django.apps import AppConfig


class TinyConfig(AppConfig):
    name = "tests.search.tiny"
    label = "tiny"
    default_auto_field = "django.db.models.BigAutoField"

    def join_search(self):
        """What a real app does in `ready()`; here on demand, so that other tests see the site as it is."""
        from search import sources

        from .search import PlantSource

        sources.register(PlantSource())

    def leave_search(self):
        from search import sources

        sources.unregister("plant")
