"""Keeping a translation: what was typed goes where wagtail-localize keeps it, and from there into a draft."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from wagtail.models import Locale, Page
from wagtail_localize.models import (
    String,
    StringTranslation,
    TranslatableObject,
    Translation,
    TranslationContext,
    TranslationSource,
)
from wagtail_localize.strings import StringValue

from kb.core import cldr, translating
from kb.editorial import sending

from .desk import Desk
from .segments import Segment

MANUAL, MACHINE = StringTranslation.TRANSLATION_TYPE_MANUAL, StringTranslation.TRANSLATION_TYPE_MACHINE


def lock(original: Any, language: str) -> None:
    """Let nobody else change a work and its translation into a language until this transaction ends."""
    locales = Locale.objects.filter(language_code=language).values("pk")
    pages = Page.objects.filter(
        Q(pk=original.pk) | Q(translation_key=original.translation_key, locale__in=locales)
    )
    list(
        pages.select_for_update().order_by("pk").values_list("pk")
    )  # in one order, so that nobody waits in a ring


@transaction.atomic
def keep(desk: Desk, typed: Mapping[str, StringValue | None], machine: str = "") -> None:
    """Keep the translations of passages, by their keys; None takes one away. The page is made when it is missing.

    `machine`: the name of the machine that made them; empty when the user did. The caller holds the lock.
    """
    if desk.target is None:
        _make_page(desk)
    TranslatableObject.objects.get_or_create_from_instance(desk.original)
    for segment in desk.segments:  # what somebody wrote into the page itself
        said = desk.said.get(segment.place)
        if said is not None and not said.kept and segment.key not in typed:
            kind = MACHINE if said.machine else MANUAL
            _remember(desk, segment, said.value, {"translation_type": kind})
    for segment in desk.segments:
        if segment.key not in typed:
            continue
        value = typed[segment.key]
        if value is None:
            _rows(desk, segment).delete()
        else:
            by = {"last_translated_by": desk.user, "tool_name": machine}
            _remember(desk, segment, value, {**by, "translation_type": MACHINE if machine else MANUAL})
    translating.draft(_translation(desk), desk.user)


def _make_page(desk: Desk) -> None:
    """A draft in the tree of the language, with the words of the original until they are translated."""
    parent = desk.original.get_parent().specific
    parent = parent.in_locale(desk.locale)
    Page.objects.select_for_update().get(pk=parent.pk)  # as many begin at once as there are people
    desk.original.copy_for_translation(desk.locale)


def _translation(desk: Desk) -> Translation:
    """The row that joins the source, as it is now, with the language. Another source gives way: its words are in the draft."""
    source, _made = TranslationSource.update_or_create_from_instance(desk.source)
    others = Translation.objects.filter(
        source__object_id=desk.original.translation_key, target_locale=desk.locale
    )
    others.exclude(source=source).delete()
    found, _made = Translation.objects.get_or_create(
        source=source, target_locale=desk.locale, defaults={"enabled": False}
    )
    return found


def _rows(desk: Desk, segment: Segment) -> Any:
    return StringTranslation.objects.filter(
        context__object_id=desk.original.translation_key,
        context__path=segment.path,
        translation_of=String.from_value(desk.original.locale, segment.string),
        locale=desk.locale,
    )


def _remember(desk: Desk, segment: Segment, value: StringValue, said: Mapping[str, Any]) -> None:
    context, _made = TranslationContext.objects.get_or_create(
        object_id=desk.original.translation_key, path=segment.path
    )
    StringTranslation.objects.update_or_create(
        translation_of=String.from_value(desk.original.locale, segment.string),
        locale=desk.locale,
        context=context,
        defaults={"data": value.data, "has_error": False, "field_error": "", **said},
    )


@transaction.atomic
def send(desk: Desk) -> None:
    """Send a translation to those who review its language. Sent twice, it is there once. Raises `sending.Refused`."""
    lock(desk.original, desk.language.code)
    if desk.target is None or desk.missing:
        names = cldr.listed(desk.missing)
        raise sending.Refused(_("Translate this first: %(names)s.") % {"names": names})
    sending.send(desk.target, desk.user)
