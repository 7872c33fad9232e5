"""Translations that come back in a file: written for wagtail-localize, and into a draft of the page.

Nothing is dropped: what does not fit is told with its text and the reason.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _
from wagtail.models import Locale
from wagtail_localize.models import StringSegment, StringTranslation, Translation, TranslationSource

from kb.core import translating, visibility
from kb.core.models import TranslationState, Work, WorkPage
from kb.editorial import reviews

from . import reviewing, segments
from .files import Entry, Part
from .models import Batch
from .segments import Segment


@dataclass(frozen=True, slots=True)
class Left:
    """A text that was not taken: of which work, which part of it, and why."""

    title: str
    label: str
    text: str
    why: str


@dataclass(slots=True)
class Taken:
    """What became of a file. `texts`: how many were taken; `same`: how many were there already, or empty."""

    texts: int = 0
    same: int = 0
    works: list[str] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Original:
    """The original of a work of a batch, with the newest state of its page in the batch's language, or None."""

    work: Work
    page: WorkPage
    translation: Any


def originals(works: Iterable[Work], language: str) -> list[Original]:
    """Those of these works whose originals the public may read, and which are not original in that language."""
    rows = {work.original_id: work for work in works if work.original_id}
    public = visibility.visible(list(rows))
    by_model: dict[type[WorkPage], list[int]] = defaultdict(list)
    for pk, work in rows.items():
        if pk in public and work.original is not None:
            by_model[work.original.specific_class].append(pk)
    found: list[Original] = []
    for model, ids in by_model.items():
        pages = model.objects.filter(pk__in=ids).select_related("locale")
        keys = [rows[pk].pk for pk in ids]
        theirs = model.objects.filter(
            translation_key__in=keys, locale__language_code=language, alias_of=None
        ).select_related("latest_revision", "locale", "original")
        drafts = {page.translation_key: page for page in theirs}
        found += [
            Original(rows[page.pk], page, _newest(drafts.get(page.translation_key)))
            for page in pages
            if page.locale.language_code != language
        ]
    return sorted(found, key=lambda each: each.page.slug)


def _newest(page: Any) -> Any:
    return page.get_latest_revision_as_object() if page is not None else None


def parts(works: Iterable[Work], language: str) -> list[Part]:
    """The pieces of these works for a file."""
    found = originals(works, language)
    pieces = segments.of_works([(each.page, each.translation) for each in found], _locale(language))
    return [
        Part(
            code=each.work.code,
            title=each.page.title,
            language=each.page.locale.language_code,
            segments=pieces[each.page.pk],
            labels=dict(reviews.fields_of(each.page)),
        )
        for each in found
    ]


def _locale(language: str) -> Locale:
    return Locale.objects.get(language_code=language)


def take(batch: Batch, entries: Iterable[Entry], user: Any) -> Taken:
    """Take what a file says for the works of a batch, in the user's name."""
    taken = Taken()
    by_work: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        by_work[entry.code].append(entry)
    found = {
        each.work.code: each for each in originals(batch.works.select_related("original"), batch.language)
    }
    held = reviewing.among([each.translation.pk for each in found.values() if each.translation is not None])
    for code, said in by_work.items():
        original = found.get(code)
        if original is None:
            why = _("This work is not among those of this list, or is not public any more.")
            taken.left += [Left(code, entry.key, entry.text, why) for entry in said if entry.text.strip()]
        elif original.translation is not None and original.translation.pk in held:
            why = _("The translation is being reviewed. Send this file again when the review is over.")
            taken.left += [
                Left(original.page.title, entry.key, entry.text, why) for entry in said if entry.text.strip()
            ]
        else:
            with transaction.atomic():
                _take_work(original, _locale(batch.language), said, user, taken)
    return taken


def _take_work(original: Original, locale: Locale, said: Iterable[Entry], user: Any, taken: Taken) -> None:
    page = original.page
    labels = dict(reviews.fields_of(page))
    pieces = segments.of_works([(page, original.translation)], locale)[page.pk]
    known = {each.key: each for each in pieces}
    fresh: dict[tuple[str, str], str] = {}
    for entry in said:
        path = entry.key.partition("#")[0]
        if not entry.text.strip():
            taken.same += 1
            continue
        try:
            target = _target(page, known.get(entry.key), entry)
        except ValidationError as error:
            label = labels.get(path.partition(".")[0], path)
            taken.left.append(Left(page.title, label, entry.text, " ".join(error.messages)))
            continue
        piece = known[entry.key]
        if target in (piece.target, segments.inside(piece.text, piece.source)):
            taken.same += 1
        else:
            fresh[path, piece.source] = target
    if fresh:
        _write(original, locale, fresh, user)
        taken.texts += len(fresh)
        taken.works.append(page.title)


def _target(page: WorkPage, piece: Segment | None, entry: Entry) -> str:
    """The text of an entry as a fragment for the page. Raises `ValidationError` with the reason where it does not fit."""
    if entry.why_not:
        raise ValidationError(entry.why_not)
    if piece is None:
        raise ValidationError(_("The original has changed here since the file was taken."))
    try:
        target = segments.inside(entry.text, piece.source)
    except ValueError:
        raise ValidationError(
            _("Keep the marks of the original, such as <b> and <a>: each link once, each mark closed.")
        ) from None
    most = (
        getattr(page._meta.get_field(piece.field), "max_length", None) if piece.path == piece.field else None
    )
    if most is not None and len(segments.outside(target)) > most:
        raise ValidationError(_("Use at most %(count)s characters.") % {"count": most})
    return target


def _write(original: Original, locale: Locale, fresh: Mapping[tuple[str, str], str], user: Any) -> None:
    source, _made = TranslationSource.update_or_create_from_instance(original.page)
    translation, _made = Translation.objects.get_or_create(source=source, target_locale=locale)
    if original.translation is None:
        original.page.copy_for_translation(locale, copy_parents=True)
        there: dict[tuple[str, str], str] = {}
        machine = False
    else:
        there = segments.written(original.page, original.translation)
        machine = original.translation.translation_state == TranslationState.MACHINE
    rows = StringSegment.objects.filter(source=source).select_related("string", "context")
    for row in rows:
        place = (row.context.path, row.string.data)
        if place in fresh:
            _say(row, locale, fresh[place], user, StringTranslation.TRANSLATION_TYPE_MANUAL)
        elif (
            place in there
        ):  # what stands on the page and wagtail-localize does not know would be lost otherwise
            kind = (
                StringTranslation.TRANSLATION_TYPE_MACHINE
                if machine
                else StringTranslation.TRANSLATION_TYPE_MANUAL
            )
            StringTranslation.objects.get_or_create(
                translation_of=row.string,
                locale=locale,
                context=row.context,
                defaults={"data": there[place], "translation_type": kind},
            )
    translating.draft(translation)


def _say(row: StringSegment, locale: Locale, data: str, user: Any, kind: str) -> None:
    StringTranslation.objects.update_or_create(
        translation_of=row.string,
        locale=locale,
        context=row.context,
        defaults={
            "data": data,
            "translation_type": kind,
            "last_translated_by": user,
            "has_error": False,
            "field_error": "",
        },
    )


def count(works: models.QuerySet[Work] | Iterable[Work], language: str) -> list[tuple[Original, int]]:
    """How many signs of each of these works are not translated."""
    found = originals(works, language)
    pieces = segments.of_works([(each.page, each.translation) for each in found], _locale(language))
    return [(each, segments.characters(pieces[each.page.pk])) for each in found]
