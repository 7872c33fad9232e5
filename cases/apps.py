from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "cases"
    label = "cases"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from search import sources

        from .search import CaseSource, CollectionSource

        sources.register(CaseSource())
        sources.register(CollectionSource())
