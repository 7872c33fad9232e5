"""What one kind of work is in a file: its fields, its schema, and how a record is written and read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from jsonschema import Draft202012Validator
from wagtail.models import Page

from kb.core import languages, visibility
from kb.core.models import IndexPage, TranslationState, Work, WorkPage

from . import shape
from .fields import Day, Text, Untranslated, name_of
from .problems import Collector, Problems
from .rows import object_schema, read_all, write_all

FORMAT = 1
UNTRANSLATED = Untranslated("untranslated")
STATE = (
    Text("state", attr="translation_state", required=True),
    Day("state_date", attr="translation_date"),
    UNTRANSLATED,
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a new original belongs: the shard of an index with that slug, and its title when it must be made."""

    index: type[IndexPage]
    slug: str
    title: str


@dataclass(frozen=True, slots=True)
class Values:
    """Attributes to set: those of the facts, and those of the words by language."""

    facts: Mapping[str, Any]
    words: Mapping[str, Mapping[str, Any]]


class WorkExchange:
    """The exchange of one kind. Content apps subclass it and register it in `apps.ready()`."""

    kind: ClassVar[str]
    model: ClassVar[type[WorkPage]]
    facts: ClassVar[Sequence[Any]]
    words: ClassVar[Sequence[Any]]
    related: ClassVar[Sequence[str]] = ()  # what an export fetches beside the originals
    points_to: ClassVar[Sequence[str]] = ()  # kinds that must be in a file before this one

    def place(self, page: Any) -> Place:
        """Where a new original of this kind belongs."""
        raise NotImplementedError(f"{type(self).__name__} does not say where its pages belong.")

    def check(self, record: Mapping[str, Any], problems: Collector) -> None:
        """Add what is wrong between the fields of a record."""

    def keep(self, original: Any, facts: Mapping[str, Any]) -> Mapping[str, Any]:
        """Facts to set on an existing original; a kind may hold on to what a file does not carry."""
        return facts

    def paths(self, words: str) -> dict[str, str]:
        """Where the attributes of a page stand in a record; `words` is the path of the words in hand."""
        facts = {each.attribute: f"facts.{each.name}" for each in self.facts}
        return facts | {each.attribute: f"{words}.{each.name}" for each in [*STATE, *self.words]}

    # --- schema ---------------------------------------------------------------------------------------

    def schema(self) -> dict[str, Any]:
        """JSON Schema of a record of this kind."""
        words = object_schema([*STATE, *self.words], self.model)
        words["properties"].update(
            state={"enum": list(TranslationState.values)},
            outdated={"type": "boolean"},
            published={"type": "boolean"},
        )
        return {
            "type": "object",
            "additionalProperties": False,
            "required": ["format", "kind", "external_id", "slug", "original_language", "facts", "words"],
            "properties": {
                "format": {"const": FORMAT},
                "kind": {"const": self.kind},
                "external_id": {"type": "string", "pattern": shape.NAME, "maxLength": 120},
                "slug": {"type": "string", "pattern": shape.SLUG},
                "original_language": {"enum": list(languages.CODES)},
                "demonstration": {"type": "boolean"},
                "facts": object_schema(self.facts, self.model),
                "words": {
                    "type": "object",
                    "minProperties": 1,
                    "additionalProperties": False,
                    "properties": {code: {"$ref": f"#/$defs/{self.kind}_words"} for code in languages.CODES},
                },
            },
            "$defs": {f"{self.kind}_words": words},
        }

    @cached_property
    def validator(self) -> Draft202012Validator:
        return Draft202012Validator(self.schema())

    # --- writing --------------------------------------------------------------------------------------

    def dump(self, original: Any, *, private: bool = False) -> dict[str, Any]:
        """The record of a work. `private` adds what only the people concerned may see."""
        pages = self.model.objects.filter(translation_key=original.translation_key, alias_of=None)
        record = self.record(original, pages.select_related("locale", "original"))
        if not private:
            self.leave_out_private(record["facts"])
        return record

    def dump_public(self, original: Any) -> dict[str, Any]:
        """The record of a work as anybody may have it: what the public sees on its page."""
        record = self.record(original, original.public_versions())
        self.leave_out_private(record["facts"])
        self.leave_out_hidden(original, record)
        return record

    def record(self, original: Any, pages: Iterable[Any]) -> dict[str, Any]:
        work = original.work
        ordered = sorted(pages, key=lambda page: (page.is_translation, page.locale.language_code))
        record = {
            "format": FORMAT,
            "kind": self.kind,
            "external_id": name_of(work),
            "slug": work.code,
            "original_language": original.locale.language_code,
            **({"demonstration": True} if work.demonstration else {}),
            "facts": write_all(self.facts, current(original)),
            "words": {},
        }
        for page in ordered:
            marks = {"outdated": True} if page.outdated_since else {}
            if not page.live:
                marks["published"] = False
            record["words"][page.locale.language_code] = {**self.write_words(current(page)), **marks}
        return record

    def write_words(self, page: Any) -> dict[str, Any]:
        return write_all([*STATE, *self.words], page)

    def withheld(self, original: Any) -> bool:
        """Whether a record concerns somebody who does not want it to leave the site."""
        return False

    def leave_out_private(self, facts: dict[str, Any]) -> None:
        """Take out of the facts what only the people concerned may see."""

    def leave_out_hidden(self, original: Any, record: dict[str, Any]) -> None:
        """Take out of a public record what the page does not show either, such as works that are hidden."""

    # --- reading --------------------------------------------------------------------------------------

    def read(self, record: Mapping[str, Any]) -> Values:
        """What a record says. Raises all `Problems` at once."""
        problems = Collector()
        facts: Mapping[str, Any] = {}
        try:
            facts = read_all(self.facts, record.get("facts") or {}, "facts", self.model)
        except Problems as found:
            problems.take(found)
        words = {}
        for code, values in (record.get("words") or {}).items():
            if code not in languages.CODES:  # the schema has told it
                continue
            try:
                words[code] = read_all([*STATE, *self.words], values or {}, f"words.{code}", self.model)
            except Problems as found:
                problems.take(found)
        self._check_languages(record, problems)
        self.check(record, problems)
        problems.settle()
        return Values(facts, words)

    def _check_languages(self, record: Mapping[str, Any], problems: Collector) -> None:
        original, words = record.get("original_language"), record.get("words") or {}
        if original and original not in words:
            problems.add("words", _("The original language “%s” has no words.") % original)
        for code, values in words.items():
            state = (values or {}).get("state")
            if state and (state == TranslationState.ORIGINAL) != (code == original):
                reason = _("The words of the original language, and no others, have the state “original”.")
                problems.add(f"words.{code}.state", reason)
            waiting = (values or {}).get("untranslated") or {}
            if waiting and (code == original or code in waiting):
                reason = _(
                    "Only a translation has passages that are not translated, and they are in other languages."
                )
                problems.add(f"words.{code}.untranslated", reason)


def current(page: Any) -> Any:
    """The page as its readers see it, or, while it is not public, as its last draft has it."""
    if page.live or page.latest_revision_id is None:
        return page
    return page.get_latest_revision_as_object()


def hidden_names(model: type[WorkPage], originals: Iterable[int | None]) -> set[str]:
    """The names, as records give them, of those works that the public may not see."""
    wanted = {pk for pk in originals if pk is not None}
    if not wanted:
        return set()
    keys = model.objects.filter(pk__in=wanted).values("translation_key")
    seen = visibility.public(model.objects.filter(translation_key__in=keys)).values_list(
        "translation_key", flat=True
    )
    return {name_of(work) for work in Work.objects.filter(original__in=wanted).exclude(pk__in=set(seen))}


def restricted(original: Page) -> bool:
    """Whether only some people may see this page: it, or something above it, has a view restriction."""
    return original.get_view_restrictions().exists()


def works(kind: str) -> Any:
    """The works of a kind that have an original, in a steady order."""
    return Work.objects.filter(kind=kind, original__isnull=False).order_by("code")
