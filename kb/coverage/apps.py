from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoverageConfig(AppConfig):
    name = "kb.coverage"
    label = "coverage"
    verbose_name = _("Translations")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from kb.translating import permissions

        from . import models, telling

        telling.make_known()
        permissions.ask(models.is_asked)
