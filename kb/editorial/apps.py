from django.apps import AppConfig


class EditorialConfig(AppConfig):
    name = "kb.editorial"
    label = "editorial"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import receivers

        receivers.connect()
