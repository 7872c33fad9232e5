from django.apps import AppConfig


class FillingConfig(AppConfig):
    name = "kb.filling"
    label = "filling"
