from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "kb.core"
    label = "core"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import checks, receivers  # noqa: F401 — checks register themselves

        receivers.connect()
        _let_a_tag_narrow_a_search_for_images()


def _let_a_tag_narrow_a_search_for_images() -> None:
    """Wagtail 8.0.1 offers both in its chooser of images, and fails when an editor uses both."""
    from modelsearch.index import FilterField, RelatedFields
    from wagtail.images import get_image_model

    fields = get_image_model().search_fields
    tags = next(field for field in fields if isinstance(field, RelatedFields) and field.field_name == "tags")
    tags.fields.append(FilterField("name"))
