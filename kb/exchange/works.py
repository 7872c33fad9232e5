"""How one kind of work is read from a record and written to one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.models import Locale, Page

from kb.core import languages
from kb.core.models import ShardPage, TranslationState, Work, WorkPage

from .fields import Day, Field, Problem, object_schema, read_all, write_all

FORMAT = 1
OUTDATED = "outdated"  # a hash that no text has: marks words made from an older original


class WorkExchange:
    """The exchange of one kind. Content apps subclass it and register it in `apps.ready()`."""

    kind: ClassVar[str]
    model: ClassVar[type[WorkPage]]
    facts: ClassVar[Sequence[Any]]
    words: ClassVar[Sequence[Any]]

    def shard(self, page: WorkPage) -> ShardPage:
        """Where a new original of this kind belongs, in its own locale."""
        raise NotImplementedError(f"{type(self).__name__} does not say where its pages belong.")

    # --- schema ---------------------------------------------------------------------------------------

    def schema(self) -> dict[str, Any]:
        """JSON Schema of a record of this kind."""
        text = {"type": "string"}
        words = object_schema([*_STATE, *self.words])
        words["required"] = ["state", *words.get("required", [])]
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
                "external_id": {**text, "minLength": 1, "maxLength": 120},
                "slug": {**text, "pattern": r"^[a-z0-9](?:[a-z0-9-]{1,58}[a-z0-9])$"},
                "original_language": {"enum": list(languages.CODES)},
                "demonstration": {"type": "boolean"},
                "facts": object_schema(self.facts),
                "words": {
                    "type": "object",
                    "minProperties": 1,
                    "additionalProperties": False,
                    "properties": dict.fromkeys(languages.CODES, words),
                },
            },
        }

    # --- writing --------------------------------------------------------------------------------------

    def dump(self, original: Any, *, private: bool = False) -> dict[str, Any]:
        """The record of a work. `private` adds what only the people concerned may see."""
        work = original.work
        pages = sorted(
            self.versions(original), key=lambda page: (page.is_translation, page.locale.language_code)
        )
        record = {
            "format": FORMAT,
            "kind": self.kind,
            "external_id": work.external_id or work.code,
            "slug": work.code,
            "original_language": original.locale.language_code,
            "facts": self.dump_facts(original, private=private),
            "words": {page.locale.language_code: self._dump_words(page) for page in pages},
        }
        if work.demonstration:
            record["demonstration"] = True
        return record

    def dump_facts(self, original: Any, *, private: bool) -> dict[str, Any]:
        return write_all(self.facts, original)

    def versions(self, original: Any) -> list[Any]:
        pages = self.model.objects.filter(translation_key=original.translation_key, alias_of=None)
        return list(pages.select_related("locale", "original"))

    def _dump_words(self, page: Any) -> dict[str, Any]:
        return {**write_all([*_STATE, *self.words], page), **_marks(bool(page.outdated_since), page.live)}

    # --- reading --------------------------------------------------------------------------------------

    def load(self, record: Mapping[str, Any]) -> str:
        """Make or update a work; answers "created", "updated" or "unchanged".

        Languages that the record lacks stay as they are. Raises `Problem`; the caller holds the transaction.
        """
        language = record["original_language"]
        if language not in record["words"]:
            raise Problem("words", _("The original language “%s” has no words.") % language)
        facts = read_all(self.facts, record["facts"], "facts")
        work = Work.objects.filter(external_id=record["external_id"]).first()
        if work is not None and work.kind != self.kind:
            raise Problem("external_id", _("This belongs to something of another type (%s).") % work.kind)
        if work is None:
            original, outcome = self._new(record, language, facts), "created"
        else:
            original = self.model.objects.get(pk=work.original_id)
            if original.locale.language_code != language:
                raise Problem("original_language", _("The original language of a record cannot change."))
            outcome = self._update(original, record, facts)
        for code, words in record["words"].items():
            if code != language and self._translate(original, code, words):
                outcome = "updated" if outcome == "unchanged" else outcome
        return outcome

    def _new(self, record: Mapping[str, Any], language: str, facts: Mapping[str, Any]) -> Any:
        page = self.model(slug=record["slug"], locale=_locale(language), live=False)
        words = record["words"][language]
        self._fill(page, facts)
        self._fill_words(page, words, language)
        self._add(page, self.shard(page))
        Work.objects.filter(pk=page.translation_key).update(
            external_id=record["external_id"], demonstration=record.get("demonstration", False)
        )
        self._publish(page, words)
        return page

    def _update(self, original: Any, record: Mapping[str, Any], facts: Mapping[str, Any]) -> str:
        language = record["original_language"]
        if original.slug != record["slug"]:
            raise Problem("slug", _("The slug of this record is “%s” and cannot change.") % original.slug)
        words = record["words"][language]
        before = write_all(self.facts, original)
        self._fill(original, self.keep(original, facts))
        changed = before != write_all(self.facts, original)
        if not (self._fill_words(original, words, language) or changed):
            return "unchanged"
        self._publish(original, words)
        return "updated"

    def keep(self, original: Any, facts: Mapping[str, Any]) -> Mapping[str, Any]:
        """Facts to set on an existing original; a kind may hold on to what a file does not carry."""
        return facts

    def _translate(self, original: Any, code: str, words: Mapping[str, Any]) -> bool:
        """Make or update one translation; answers whether anything changed."""
        locale = _locale(code)
        pages = self.model.objects.filter(translation_key=original.translation_key, alias_of=None)
        page = pages.filter(locale=locale).select_related("locale").first()
        if page is None:
            identity = {
                "translation_key": original.translation_key,
                "original": original,
                "slug": original.slug,
            }
            page = self.model(locale=locale, live=False, **identity)
            self._fill_words(page, words, code)
            self._add(page, original.get_parent().specific.in_locale(locale))
        else:
            page.original = original
            if not self._fill_words(page, words, code):
                return False
        self._publish(page, words)
        return True

    def _fill_words(self, page: Any, words: Mapping[str, Any], code: str) -> bool:
        """Set the words of one version; answers whether that changed anything."""
        before = self._dump_words(page)
        self._fill(page, read_all([*_STATE, *self.words], words, f"words.{code}"))
        after = write_all([*_STATE, *self.words], page)
        return before != {
            **after,
            **_marks(words.get("outdated") is True, words.get("published") is not False),
        }

    def _fill(self, page: Any, values: Mapping[str, Any]) -> None:
        for name, value in values.items():
            if name == "tags":
                page.tags.set(value)
            elif name != "translation_date" or value is not None:
                setattr(page, name, value)

    def _add(self, page: Any, parent: Page) -> None:
        try:
            parent.add_child(instance=page)
        except ValidationError as error:
            raise _problem(error) from None

    def _publish(self, page: Any, words: Mapping[str, Any]) -> None:
        try:
            page.full_clean()
        except ValidationError as error:
            raise _problem(error) from None
        revision = page.save_revision(clean=False)
        if words.get("published") is not False:
            revision.publish(skip_permission_checks=True)
        if words.get("outdated"):
            self.model.objects.filter(pk=page.pk).update(based_on=OUTDATED)


_STATE = (Field("state", attr="translation_state", required=True), Day("state_date", attr="translation_date"))


def _marks(outdated: bool, published: bool) -> dict[str, bool]:
    """What a record says of words that are older than the original, or not public."""
    return {**({"outdated": True} if outdated else {}), **({} if published else {"published": False})}


def _locale(code: str) -> Locale:
    return Locale.objects.get(language_code=code)


def _problem(error: ValidationError) -> Problem:
    if hasattr(error, "error_dict"):
        name, errors = next(iter(error.message_dict.items()))
        return Problem("record" if name == "__all__" else name, " ".join(errors))
    return Problem("record", " ".join(error.messages))
