from django.apps import AppConfig


class ExpertsConfig(AppConfig):
    name = "experts"
    label = "experts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from kb.core import visibility
        from kb.exchange import registry
        from kb.letters import recipients
        from kb.letters.models import Letter
        from search import sources

        from . import consent, correspondents, receivers, telling
        from .exchange import ExpertExchange
        from .search import ExpertSource

        sources.register(ExpertSource())
        registry.register(ExpertExchange())
        visibility.withhold(consent.withheld)
        receivers.connect()
        telling.make_known()
        recipients.offer("expert", Letter.Kind.CONTACT)
        recipients.register_recipients(correspondents.of_a_profile)
