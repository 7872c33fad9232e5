"""Works of a batch for a file, and translations that come back in one.

Nothing is dropped: what does not fit is told with its text and the reason.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _
from wagtail_localize.strings import StringValue

from kb.core import cldr, languages, visibility
from kb.core.models import Work
from kb.editorial.models import VersionedPage
from kb.translating import signs
from kb.translating import works as keeping
from kb.translating.desk import Desk, desk_of
from kb.translating.segments import Segment
from search.analysis import from_zawgyi

from . import pieces
from .files import Entry
from .models import Batch


@dataclass(frozen=True, slots=True)
class Left:
    """A text that was not taken: of which work, which part of it, and why."""

    title: str
    label: str
    text: str
    why: str


@dataclass(slots=True)
class Taken:
    """What became of a file. `texts`: how many were taken; `same`: how many were empty or there already; `works`: titles
    of those that have a new draft; `was_zawgyi`: whether texts were typed in Zawgyi and are kept in Unicode.
    """

    texts: int = 0
    same: int = 0
    works: list[str] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)
    was_zawgyi: bool = False


def desks(works: Iterable[Work], language: str, user: Any) -> list[Desk]:
    """Those of these works that can be translated into a language: cases and collections that the public may read. The
    number of queries does not depend on how many they are, until their passages are asked for.
    """
    rows = {work.original.pk: work.original for work in works if work.original is not None}
    public = visibility.visible(list(rows))
    by_model: dict[type[VersionedPage], list[Any]] = defaultdict(list)
    for pk, page in rows.items():
        model = page.specific_class
        if pk in public and model is not None and issubclass(model, VersionedPage):
            by_model[model].append(pk)
    found: list[Desk] = []
    for model, ids in by_model.items():
        originals = model.objects.filter(pk__in=ids).exclude(locale__language_code=language)
        there = model.objects.filter(original__in=ids, locale__language_code=language)
        targets = {page.original_id: page for page in there.select_related("locale", "latest_revision")}
        found += [
            Desk(original, languages.get(language), user, targets.get(original.pk))
            for original in originals.select_related("locale")
        ]
    return sorted(found, key=lambda desk: desk.original.slug)


def take(batch: Batch, entries: Iterable[Entry], user: Any) -> Taken:
    """Take what a file says for the works of a batch, in the user's name."""
    taken = Taken()
    by_work: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        by_work[entry.code].append(entry)
    works = batch.works.select_related("original")
    known = {desk.original.slug: desk.original for desk in desks(works, batch.language, user)}
    for code, said in by_work.items():
        if code not in known:
            _leave(
                taken, code, said, _("This work is not among those of this list, or is not public any more.")
            )
            continue
        with transaction.atomic():
            keeping.lock(known[code], batch.language)
            try:
                desk = desk_of(user, code, batch.language)
            except Http404:
                _leave(
                    taken,
                    known[code].title,
                    said,
                    _("You were not asked to translate this, or not any more."),
                )
                continue
            if desk.held:
                _leave(taken, desk.title, said, desk.held)
            else:
                _take_work(desk, said, taken)
    return taken


def _leave(taken: Taken, title: str, said: Iterable[Entry], why: str) -> None:
    taken.left += [
        Left(title, entry.key.partition("#")[0], entry.text, why) for entry in said if entry.text.strip()
    ]


def _take_work(desk: Desk, said: Iterable[Entry], taken: Taken) -> None:
    known = {f"{segment.path}#{segment.key}": segment for segment in desk.segments}
    typed: dict[str, StringValue | None] = {}
    first: dict[str, str] = {}  # what the file says first for a place; it counts, and nothing is read twice
    for entry in said:
        place, _hash, was = entry.key.rpartition("#")
        if not entry.text.strip() or first.get(place) == entry.text:
            taken.same += 1
            continue
        segment = known.get(place)
        try:
            if place in first:
                raise ValueError(_("This stands here twice. Remove one of the two."))
            first[place] = entry.text
            if segment is None:
                raise ValueError(_("The original has changed here since the file was taken."))
            text = _text(segment, entry)
            plain = _text(segment, replace(entry, text=from_zawgyi(text)))  # which may be longer
            taken.was_zawgyi |= plain != text
            value = _value(desk, segment, replace(entry, text=plain), was)
        except ValueError as error:
            label = pieces.label(segment) if segment is not None else place.partition("#")[0]
            taken.left.append(Left(desk.title, label, entry.text, str(error)))
            continue
        if value is None:
            taken.same += 1
        else:
            typed[segment.key] = value
    if typed:
        keeping.keep(desk, typed)
        taken.texts += len(typed)
        taken.works.append(desk.title)


def _text(segment: Segment, entry: Entry) -> str:
    """What was typed for a passage. Raises `ValueError` with the reason where it cannot be read, or is too long to be."""
    if entry.why_not:
        raise ValueError(entry.why_not)
    text = " ".join(entry.text.split()) if segment.one_line else entry.text.strip()
    most = segment.limit or signs.LONGEST
    if len(text) > most:  # before it is read: what has no end takes long
        raise ValueError(
            _("This is too long: at most %(number)s characters fit here.") % {"number": cldr.number(most)}
        )
    return text


def _value(desk: Desk, segment: Segment, entry: Entry, was: str) -> StringValue | None:
    """What a text says for a passage; None where that stands there already, or nothing is translated. Raises `ValueError`
    with the reason why it does not fit.
    """
    try:
        value = entry.read(segment.string, entry.text)
    except RecursionError:  # marks inside of marks without end
        raise ValueError(_("Keep the marks of the original: each link once, each mark closed.")) from None
    said = desk.said.get(segment.place)
    if value == (said.value if said is not None else segment.string):
        return None
    if was != pieces.was(desk, segment):
        raise ValueError(_("Somebody has translated this since the file was taken."))
    return value
