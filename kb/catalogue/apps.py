from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "kb.catalogue"
    label = "catalogue"
