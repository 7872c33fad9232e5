"""Works in wagtail-localize, which writes the words of a translation into its page.

It would write them into the live row, past draft and workflow. Here they become a draft.
"""

from __future__ import annotations

from typing import Any

from wagtail_localize.models import Translation
from wagtail_localize.segments.ingest import ingest_segments

from .models import WorkPage


def is_of_work(translation: Translation) -> bool:
    model = translation.source.specific_content_type.model_class()
    return model is not None and issubclass(model, WorkPage)


def is_into_original(translation: Translation) -> bool:
    target = target_of(translation)
    return target is not None and not target.is_translation


def target_of(translation: Translation) -> Any | None:
    """The page into which a work is translated; None before it is made."""
    model = translation.source.specific_content_type.model_class()
    pages = model.objects.filter(translation_key=translation.source.object_id, alias_of=None)
    return pages.filter(locale=translation.target_locale).first()


def draft(translation: Translation) -> None:
    """Put the words that are translated so far into a new draft of the page; the others stay as in the source."""
    page = target_of(translation)
    if page is None:
        return
    source, locale = translation.source, translation.target_locale
    page = page.get_latest_revision_as_object()
    segments = source._get_segments_for_translation(locale, fallback=True)
    ingest_segments(source.as_instance(), page, source.locale, locale, segments)
    page.save_revision(clean=False)
