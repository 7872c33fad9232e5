from django.apps import AppConfig


class TranslatingConfig(AppConfig):
    name = "kb.translating"
    label = "translating"
