"""Works in wagtail-localize, which writes the words of a translation into its page.

It would write them into the live row, past draft and workflow. Here they become a draft.
"""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from wagtail_localize.models import StringSegment, StringTranslation, Translation
from wagtail_localize.segments.ingest import ingest_segments

from . import untranslated
from .models import TranslationState, WorkPage


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


def draft(translation: Translation, user: Any = None) -> None:
    """Put the words that are translated so far into a new draft of the page, signed by `user`; the others stay as in
    the source, and the draft knows which these are. It also says whether a machine made any of its words, and from
    which words of the original it was made.
    """
    page = target_of(translation)
    if page is None:
        return
    source, locale = translation.source, translation.target_locale
    page = page.get_latest_revision_as_object()
    original = source.as_instance()
    made_from = (
        "" if original.is_translation else original.hash_of_words()
    )  # before its blocks are written over
    segments = source._get_segments_for_translation(locale, fallback=True)
    said = {segment.path.partition(".")[0] for segment in segments}
    ingest_segments(original, page, source.locale, locale, segments)
    for name in set(page.WORDS) - said:  # the source says nothing there, or nothing any more
        setattr(page, name, page._meta.get_field(name).value_from_object(original))
    strings, made = _strings(translation), _made(translation)
    page.untranslated = untranslated.left(
        original, [strings[place] for place in strings if place not in made]
    )
    page.translated_from = made_from
    machine = StringTranslation.TRANSLATION_TYPE_MACHINE in [
        made[place] for place in strings if place in made
    ]
    page.translation_state = TranslationState.MACHINE if machine else TranslationState.HUMAN
    page.translation_date = timezone.localdate()
    page.save_revision(user=user, clean=False, log_action=user is not None)


def _strings(translation: Translation) -> dict[tuple[int, int], str]:
    """The passages of the source, by what names each: a string and its place."""
    rows = StringSegment.objects.filter(source=translation.source_id).select_related("string")
    return {(row.string_id, row.context_id): row.string.as_value().render_text() for row in rows}


def _made(translation: Translation) -> dict[tuple[int, int], str]:
    """What is translated, by the same names, with the type of its translation; of earlier sources, too."""
    rows = StringTranslation.objects.filter(
        context__object_id=translation.source.object_id, locale=translation.target_locale_id, has_error=False
    )
    found = rows.values_list("translation_of_id", "context_id", "translation_type")
    return {(string, context): kind for string, context, kind in found}
