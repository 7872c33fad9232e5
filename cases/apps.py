from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "cases"
    label = "cases"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from experts import contributions, erasure, evidence
        from kb.exchange import registry
        from kb.inbox import daily
        from kb.letters import recipients
        from kb.letters.models import Letter
        from search import sources

        from . import receivers
        from .contributions import (
            cases_of_expert,
            evidence_of_experts,
            experts_named_by,
            forget_expert,
            who_can_answer,
        )
        from .exchange import CaseExchange, CollectionExchange
        from .search import CaseSource, CollectionSource
        from .sharing import comments, telling, uploads

        sources.register(CaseSource())
        sources.register(CollectionSource())
        registry.register(CaseExchange())
        registry.register(CollectionExchange())
        contributions.register(cases_of_expert)
        erasure.register(forget_expert)
        telling.make_known()
        daily.register(uploads.forget)
        daily.register(comments.forget)
        evidence.register(evidence_of_experts, experts_named_by)
        receivers.connect()
        recipients.offer("case", Letter.Kind.QUESTION)
        recipients.register_recipients(who_can_answer)
