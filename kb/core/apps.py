from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "kb.core"
    label = "core"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.db.models.signals import pre_save
        from wagtail.documents import get_document_model
        from wagtail.images import get_image_model

        from . import uploads

        pre_save.connect(uploads.clean_new_image, sender=get_image_model())
        pre_save.connect(uploads.check_new_document, sender=get_document_model())
