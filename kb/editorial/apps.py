from django.apps import AppConfig
from wagtail.admin.apps import WagtailAdminAppConfig


class EditorialConfig(AppConfig):
    default = True  # of the two in this module
    name = "kb.editorial"
    label = "editorial"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import receivers, telling

        receivers.connect()
        telling.make_known()


class AdminConfig(WagtailAdminAppConfig):
    """Wagtail's admin without its mails about reviews: those of `telling` go to the right people, in their language,
    with a link that they can open.
    """

    def ready(self) -> None:
        super().ready()
        from . import receivers

        receivers.silence_wagtail()
