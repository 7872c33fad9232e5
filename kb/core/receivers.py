"""What keeps works whole and files clean, whoever saves them. Connected in `apps.py`."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models.signals import pre_save
from django.utils.translation import gettext as _
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page
from wagtail.signals import page_slug_changed
from wagtail_localize.models import Translation

from . import translating, uploads
from .models import WorkPage


def slug_changed(instance: Page, **kwargs: Any) -> None:
    """The address of a work changes in every language; Wagtail then redirects the old ones."""
    if isinstance(instance, WorkPage) and not instance.is_translation and instance.alias_of_id is None:
        for page in type(instance).objects.filter(original=instance).exclude(slug=instance.slug):
            page.save(clean=False)  # a translation takes the slug of its original whenever it is saved


def translation_begins(instance: Translation, **kwargs: Any) -> None:
    """One source for one language, and never into the original.

    wagtail-localize opens its editor for any target of a translation: over an original it would hide the facts, and
    with two sources it fails.
    """
    if not translating.is_of_work(instance):
        return
    others = Translation.objects.filter(
        source__object_id=instance.source.object_id, target_locale=instance.target_locale
    )
    if others.exclude(pk=instance.pk).exists():
        raise ValidationError(_("This text is being translated from another language already."))
    if translating.is_into_original(instance):
        raise ValidationError(_("This is the language of the original."))


def translation_stops(instance: Translation, **kwargs: Any) -> None:
    """When the editor of sentences is left, its words go into a draft, which then takes the way of every draft."""
    stops = not instance.enabled and Translation.objects.filter(pk=instance.pk, enabled=True).exists()
    if stops and translating.is_of_work(instance):
        translating.draft(instance)


def connect() -> None:
    """Connect all receivers; called once when the apps are ready."""
    page_slug_changed.connect(slug_changed, dispatch_uid="kb.core.slug_changed")
    pre_save.connect(translation_begins, sender=Translation, dispatch_uid="kb.core.translation_begins")
    pre_save.connect(translation_stops, sender=Translation, dispatch_uid="kb.core.translation_stops")
    # Without these two, what code stores keeps the place where a photograph was taken.
    pre_save.connect(
        uploads.clean_new_image, sender=get_image_model(), dispatch_uid="kb.core.clean_new_image"
    )
    pre_save.connect(
        uploads.check_new_document, sender=get_document_model(), dispatch_uid="kb.core.check_new_document"
    )
