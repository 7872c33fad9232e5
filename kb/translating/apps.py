from django.apps import AppConfig


class TranslatingConfig(AppConfig):
    name = "kb.translating"
    label = "translating"

    def ready(self) -> None:
        from . import checks  # noqa: F401 - registers itself
