from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    name = "search"
    verbose_name = _("Search")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from search import checks, signals, worker  # noqa: F401 — checks register themselves
        from search.meaning import worker as meaning
        from search.suggesting import held

        signals.connect()
        worker.connect()
        meaning.connect()
        held.connect()
