from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "cases"
    label = "cases"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from kb.exchange import registry
        from search import sources

        from .exchange import CaseExchange, CollectionExchange
        from .search import CaseSource, CollectionSource

        sources.register(CaseSource())
        sources.register(CollectionSource())
        registry.register(CaseExchange())
        registry.register(CollectionExchange())
