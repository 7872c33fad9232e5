"""The grid: works by languages, each cell with the state of that text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import F
from django.utils import timezone
from django.utils.text import capfirst
from wagtail.models import Page

from kb.core import languages, versions, visibility
from kb.core.languages import Language
from kb.editorial.models import VersionedPage
from search import sources

from . import addresses, changes, reviewing, works
from .works import DRAFT, MISSING, PARTLY, SENT

#: A sign for each state, beside its words.
SIGNS = {
    "original": "◆",
    "reviewed": "✓",
    "human": "●",
    "machine": "○",
    PARTLY: "◐",
    "outdated": "△",
    MISSING: "–",
    DRAFT: "✎",
    SENT: "→",
}
_COLUMNS = (
    "pk",
    "translation_key",
    "locale__language_code",
    "has_unpublished_changes",
    "translation_state",
    "translation_date",
    "original_id",
    "based_on",
    "untranslated",
    "words_hash",
    "words_changed_at",
)


@dataclass(frozen=True, slots=True)
class Cell:
    """A work in one language. `state`: what the public reads, `MISSING` where there is not even a draft, or empty;
    `since`: its date, of an outdated text the day on which the original changed. `pending`: `DRAFT` or `SENT` where
    something new is being written. `url` leads to where it is translated; empty for the original, and for profiles, which
    their holders translate. `changed`: what the original says otherwise than an outdated text, as names of fields, where
    that was asked and is known. `is_partial`: some of what the public reads is still in the language of the original.
    """

    language: Language
    state: str
    since: date | None = None
    pending: str = ""
    url: str = ""
    changed: tuple[str, ...] = ()
    is_partial: bool = False

    @property
    def sign(self) -> str:
        return SIGNS.get(self.state, "")

    @property
    def label(self) -> str:
        return works.state_name(self.state)

    @property
    def partial_label(self) -> str:
        return f"{SIGNS[PARTLY]} {works.state_name(PARTLY)}" if self.is_partial else ""

    @property
    def pending_sign(self) -> str:
        return SIGNS.get(self.pending, "")

    @property
    def pending_label(self) -> str:
        return works.state_name(self.pending)

    @property
    def is_outdated(self) -> bool:
        return self.state == "outdated"


@dataclass(frozen=True, slots=True)
class Row:
    """A work with its cells, a language each; `kind`: what it is, in words; `language`: that of its original.

    `is_translated_here`: whether people who did not write it translate it.
    """

    code: str
    title: str
    url: str
    kind: str
    language: Language
    cells: tuple[Cell, ...]
    is_translated_here: bool


def rows(originals: Sequence[Page], columns: Iterable[Language], *, with_changes: bool = False) -> list[Row]:
    """The rows of these originals, in their order; the number of queries does not depend on how many there are.

    `with_changes`: outdated cells say what has changed in the original, which takes a query more for each kind.
    """
    columns = list(columns)
    texts = _texts({page.translation_key for page in originals})
    ids = {text["pk"] for of_work in texts.values() for text in of_work.values()}
    public, sent = visibility.visible(ids), reviewing.among(ids)
    found = []
    for page in originals:
        of_work = texts[page.translation_key]
        original = next(text for text in of_work.values() if text["pk"] == page.pk)
        source = sources.get(original["kind"])
        cells = (_cell(each, page.slug, of_work.get(each.code), original, public, sent) for each in columns)
        found.append(
            Row(
                code=page.slug,
                title=original["named"] or page.title,
                url=versions.for_reader(page),
                kind=capfirst(str(source.label)) if source is not None else "",
                language=languages.get(original["locale__language_code"]),
                cells=tuple(cells),
                is_translated_here=original["here"],
            )
        )
    return _with_changes(found, texts, originals) if with_changes else found


def _with_changes(
    found: Sequence[Row], texts: Mapping[Any, Mapping[str, Mapping[str, Any]]], originals: Sequence[Page]
) -> list[Row]:
    of_works = [texts[page.translation_key] for page in originals]
    older = {
        of_work[cell.language.code]["pk"]
        for row, of_work in zip(found, of_works, strict=True)
        for cell in row.cells
        if cell.is_outdated
    }
    named: dict[int, tuple[str, ...]] = {}
    for _kind, model, _label in works.kinds():
        pages = model.objects.filter(pk__in=older).select_related("original")
        named |= changes.fields_changed(pages)
    return [
        replace(
            row,
            cells=tuple(
                replace(cell, changed=named[of_work[cell.language.code]["pk"]]) if cell.is_outdated else cell
                for cell in row.cells
            ),
        )
        for row, of_work in zip(found, of_works, strict=True)
    ]


def _cell(
    language: Language,
    code: str,
    text: Mapping[str, Any] | None,
    original: Mapping[str, Any],
    public: Collection[int],
    sent: Collection[int],
) -> Cell:
    url = addresses.editor(code, language.code) if original["here"] else ""
    if text is None:
        return Cell(language, MISSING, url=url)
    is_public = text["pk"] in public
    pending = ""
    if text["pk"] in sent:
        pending = SENT
    elif not is_public or text["has_unpublished_changes"]:
        pending = DRAFT
    state, since = "", None
    if is_public:
        state, since = text["translation_state"], text["translation_date"]
        if text["original_id"] and text["based_on"] not in ("", original["words_hash"]):
            changed = original["words_changed_at"]
            state, since = "outdated", timezone.localdate(changed) if changed else None
    return Cell(
        language,
        state,
        since,
        pending,
        url="" if text is original else url,
        is_partial=is_public and bool(text["untranslated"]),
    )


def _texts(keys: Collection[Any]) -> dict[Any, dict[str, dict[str, Any]]]:
    """All versions of these works by translation key and language."""
    found: dict[Any, dict[str, dict[str, Any]]] = defaultdict(dict)
    for kind, model, _label in works.kinds():
        here = issubclass(model, VersionedPage)
        pages = model.objects.filter(translation_key__in=keys, alias_of=None).order_by()
        for text in pages.values(*_COLUMNS, named=F(model.NAME)):
            of_work = found[text["translation_key"]]
            of_work[text["locale__language_code"]] = {**text, "kind": kind, "here": here}
    return found
