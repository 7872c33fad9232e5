from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "cases"
    label = "cases"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from experts import contributions, erasure
        from kb.exchange import registry
        from search import sources

        from .contributions import cases_of_expert, forget_expert
        from .exchange import CaseExchange, CollectionExchange
        from .search import CaseSource, CollectionSource
        from .sharing import telling

        sources.register(CaseSource())
        sources.register(CollectionSource())
        registry.register(CaseExchange())
        registry.register(CollectionExchange())
        contributions.register(cases_of_expert)
        erasure.register(forget_expert)
        telling.make_known()
