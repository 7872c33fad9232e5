from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "kb.catalogue"
    label = "catalogue"

    def ready(self) -> None:
        from . import receivers, suggested

        receivers.connect()
        suggested.make_known()
