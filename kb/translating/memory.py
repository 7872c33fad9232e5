"""What is translated of a work, passage by passage: as a page says it, and as wagtail-localize remembers it.

The draft of the translation is what counts, since an editor may have written into it; what was remembered later than
the draft counts before it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import Any

from wagtail.models import Locale, Revision
from wagtail_localize.models import StringTranslation
from wagtail_localize.strings import StringValue

from kb.core.models import TranslationState

from . import aligning, signs
from .segments import Place, Segment

MOST = 50  # revisions of an original in which the words of a translation are looked for
ALIKE = 0.45  # how much of a passage must be the same for its old translation to be of use
COMPARED = 500  # characters at the beginning of a passage that are compared
NEWEST = 20  # old passages of a place with which one is compared


@dataclass(frozen=True, slots=True)
class Said:
    """The translation of a passage. `machine`: nobody has looked at it; `kept`: wagtail-localize remembers it so."""

    value: StringValue
    machine: bool = False
    kept: bool = True

    @property
    def text(self) -> str:
        """In the form in which it is typed."""
        return signs.to_text(self.value)


class Memory:
    """The translations of a work into one language. `draft`: the page as it was written last, None before it is there;
    `source`: the page that is translated, as it is now.
    """

    def __init__(self, source: Any, draft: Any, locale: Locale):
        rows = StringTranslation.objects.filter(
            context__object_id=source.translation_key, locale=locale, has_error=False
        ).select_related("translation_of", "context")
        self._rows = {(row.context.path, row.translation_of.data): row for row in rows.order_by("updated_at")}
        self._draft = draft
        self._certain: dict[Place, StringValue] = {}
        self._likely: dict[Place, StringValue] = {}
        self._guessed: dict[Place, StringValue] = {}
        if draft is None:
            return
        begun = _begun_with(source, draft)
        certain, likely = aligning.pairs(begun or source, draft)
        if begun is None:
            self._guessed = {**certain, **likely}
        else:
            self._certain, self._likely = certain, likely

    def said(self, segments: Iterable[Segment]) -> dict[Place, Said]:
        """The translations of these passages, of which all are given."""
        remembered = {place[0].partition(".")[0] for place in self._rows}
        found = {}
        for segment in segments:
            place = segment.place
            row, page = self._rows.get(place), self._certain.get(place)
            if page is None and segment.field not in remembered:
                page = self._likely.get(place)
            if row is not None and (page is None or self._is_newer(row) or _same(row.data, page)):
                machine = row.translation_type == StringTranslation.TRANSLATION_TYPE_MACHINE
                found[place] = Said(StringValue(row.data), machine)
            elif page is not None:
                machine = row is None and self._draft.translation_state == TranslationState.MACHINE
                found[place] = Said(page, machine, kept=False)
        return found

    def _is_newer(self, row: StringTranslation) -> bool:
        revision = self._draft.latest_revision
        return revision is None or row.updated_at > revision.created_at

    def suggestions(self, segments: Iterable[Segment], said: Mapping[Place, Said]) -> dict[Place, str]:
        """For passages without a translation, that of what stood there before the original changed, or of the same words
        elsewhere in the work; in the form in which they are typed. All passages are given.
        """
        segments = list(segments)
        now = {segment.place for segment in segments}
        same_words: dict[str, StringValue] = {}
        gone: dict[str, dict[Place, StringValue]] = defaultdict(dict)  # by their paths, the newest first
        for place, text in self._old():
            same_words.setdefault(place[1], text)
            if place not in now:
                gone[place[0]][place] = text
        pieces = cache(_pieces)
        found = {}
        for segment in segments:
            if segment.place in said:
                continue
            same, old = same_words.get(segment.place[1]), gone[segment.path]
            if same is None and (place := _nearest(segment.place, old, pieces)) is not None:
                same = old.pop(place)
            if (same := same or self._guessed.get(segment.place)) is not None:
                found[segment.place] = signs.to_text(same)
        return found

    def _old(self) -> Iterator[tuple[Place, StringValue]]:
        """What stood in the work with its translation: as the draft has it, then what is remembered, the newest first."""
        yield from self._certain.items()
        for place, row in reversed(self._rows.items()):
            if place not in self._certain:
                yield place, StringValue(row.data)


def _begun_with(source: Any, draft: Any) -> Any:
    """The source as it was when the draft was made from it; None where no revision says the same any more."""
    wanted = draft.translated_from or draft.based_on
    if wanted in ("", source.hash_of_words()):
        return source
    revisions = Revision.objects.for_instance(source).order_by("-created_at", "-pk")[:MOST]
    for content in revisions.values_list("content", flat=True):
        words = {name: content[name] for name in ("pk", *source.WORDS) if name in content}
        then = source.with_content_json(words)
        if then.hash_of_words() == wanted:
            return then
    return None


def _same(data: str, page: StringValue) -> bool:
    first = StringValue(data).render_text()
    return "".join(first.split()) == "".join(page.render_text().split())


def _nearest(wanted: Place, old: Iterable[Place], pieces: Callable[[str], Counter[str]]) -> Place | None:
    """Of passages at the same place that are not there any more, the one that was most alike."""
    best, most = None, ALIKE
    for place in islice(old, NEWEST):
        alike = _alike(pieces(wanted[1]), pieces(place[1]))
        if alike > most:
            best, most = place, alike
    return best


def _pieces(data: str) -> Counter[str]:
    """The groups of three signs at the beginning of a passage. Counting them takes as long as the passage is;
    `difflib` takes its cube.
    """
    text = StringValue(data).render_text()[:COMPARED]
    text = f"\0\0{text}\0\0"  # so that a single word has a beginning and an end, too
    return Counter(map("".join, zip(text, text[1:], text[2:], strict=False)))


def _alike(first: Counter[str], second: Counter[str]) -> float:
    """How much of two passages is the same, from 0 to 1 (the coefficient of Dice)."""
    return 2 * (first & second).total() / (first.total() + second.total())
