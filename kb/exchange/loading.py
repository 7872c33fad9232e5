"""Putting a record into the site: making or updating the pages of one work."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from wagtail.log_actions import log
from wagtail.models import Locale, Page, ReferenceIndex
from wagtail.signal_handlers import disable_reference_index_auto_update
from wagtail.signals import page_published

from kb.core.models import Work

from . import registry
from .problems import of_validation, problem
from .rows import write_all
from .works import Place, Values, WorkExchange, current

OUTDATED = "outdated"  # a hash that no text has: marks words made from an older original
LOG_ACTION = "exchange.import"
_NO_SECTION = lazy("The site has no section for this in the language “%s”. The command setup_site makes it.")


class Loader:
    """Makes and updates works. It remembers locales and shards, so that a long file does not ask for them again.

    `overwrite_drafts`: whether newer drafts that people have left are replaced. Drafts stay in the page's history.
    """

    def __init__(self, *, overwrite_drafts: bool = False):
        self.overwrite_drafts = overwrite_drafts
        self._locales: dict[str, Locale] = {}
        self._shards: dict[tuple[Any, ...], Page] = {}

    def forget(self) -> None:
        """Look everything up again: what was remembered may have been rolled back."""
        self._locales.clear()
        self._shards.clear()

    def load(self, exchange: WorkExchange, record: Mapping[str, Any], values: Values) -> str:
        """Make or update a work; answers "created", "updated" or "unchanged".

        Languages that the record lacks stay as they are. Raises `Problems`; the caller holds the transaction.
        """
        language = record["original_language"]
        work = self._work(exchange, record)
        if work is None:
            original, outcome = self._new(exchange, record, values), "created"
        else:
            original = exchange.model.objects.select_related("locale").get(pk=work.original_id)
            if original.locale.language_code != language:
                raise problem("original_language", _("The original language of a record cannot change."))
            outcome = self._update(exchange, original, record, values)
            original.refresh_from_db(fields=["words_hash", "words_changed_at", "live"])
        for code in values.words:
            if code != language and self._translate(exchange, original, code, record, values):
                outcome = "updated" if outcome == "unchanged" else outcome
        return outcome

    def _work(self, exchange: WorkExchange, record: Mapping[str, Any]) -> Work | None:
        """The work that the record names: by its external id, or, if it was made on the site, by its code."""
        name, slug = record["external_id"], record["slug"]
        work = Work.objects.filter(external_id=name).first()
        if work is None:
            work = Work.objects.filter(code=name, external_id=None).first()
        if work is None:
            if Work.objects.filter(code=slug).exists():
                raise problem("slug", _("“%(code)s” is taken. Choose another.") % {"code": slug})
            return None
        if work.kind != exchange.kind:
            raise problem("external_id", _("This belongs to a record of another type (%s).") % work.kind)
        if work.code != slug:
            raise problem("slug", _("The slug of this record is “%s” and cannot change.") % work.code)
        if work.demonstration != bool(record.get("demonstration")):
            reason = _("A record of the demonstration and another one have the same external id.")
            raise problem("external_id", reason)
        return work

    def _new(self, exchange: WorkExchange, record: Mapping[str, Any], values: Values) -> Any:
        language = record["original_language"]
        page = exchange.model(slug=record["slug"], locale=self._locale(language))
        _fill(page, values.facts)
        _fill(page, values.words[language])
        shard = self._shard(exchange.place(page), page.locale)
        self._create(page, shard, record["words"][language], f"words.{language}")
        Work.objects.filter(pk=page.translation_key).update(
            external_id=record["external_id"], demonstration=bool(record.get("demonstration"))
        )
        return page

    def _update(
        self, exchange: WorkExchange, original: Any, record: Mapping[str, Any], values: Values
    ) -> str:
        language = record["original_language"]
        page = current(original)
        facts_before = write_all(exchange.facts, page)
        words_before = exchange.write_words(page)
        _fill(page, exchange.keep(page, values.facts))
        _fill(page, values.words[language])
        marks = record["words"][language]
        same = facts_before == write_all(exchange.facts, page) and words_before == exchange.write_words(page)
        if same and not _publishes(page, marks):
            return "unchanged"
        self._save(page, marks, f"words.{language}")
        return "updated"

    def _translate(
        self,
        exchange: WorkExchange,
        original: Any,
        code: str,
        record: Mapping[str, Any],
        values: Values,
    ) -> bool:
        """Make or update one translation; answers whether anything changed."""
        locale, marks = self._locale(code), record["words"][code]
        pages = exchange.model.objects.filter(translation_key=original.translation_key, alias_of=None)
        found = pages.filter(locale=locale).first()
        if found is None:
            identity = {"translation_key": original.translation_key, "original": original}
            page = exchange.model(locale=locale, slug=original.slug, **identity)
            _fill(page, values.words[code])
            self._create(page, self._in_locale(original, locale), marks, f"words.{code}")
        else:
            found.original, found.locale = original, locale
            page = current(found)
            page.original = original
            before = exchange.write_words(page)
            outdated = bool(found.outdated_since)
            page.translated_from = ""  # the file says what it was made from, or it is the original as it is
            _fill(page, values.words[code])
            same = before == exchange.write_words(page) and not _publishes(page, marks)
            if same and marks.get("outdated") in (None, outdated):
                return False
            if not same:
                self._save(page, marks, f"words.{code}")
        if marks.get("outdated") is not None:
            based_on = OUTDATED if marks["outdated"] else original.words_hash
            type(page).objects.filter(pk=page.pk).update(based_on=based_on)
        return True

    # --- pages ----------------------------------------------------------------------------------------

    def _create(self, page: Any, parent: Page, marks: Mapping[str, Any], path: str) -> None:
        """Make a page as publishing would leave it, in half as many queries as a draft and its publication."""
        public = marks.get("published") is not False
        page.live, page.has_unpublished_changes = public, not public
        if public:
            page.first_published_at = page.last_published_at = timezone.now()
        with disable_reference_index_auto_update():
            with _as_problems(page, path):
                parent.add_child(instance=page)
                if not public:
                    page.full_clean()
            revision = page.save_revision(clean=False)
            if public:
                fields = {"live_revision": revision, "has_unpublished_changes": False}
                Page.objects.filter(pk=page.pk).update(**fields)
                for name, value in fields.items():
                    setattr(page, name, value)
                page_published.send(sender=type(page), instance=page, revision=revision)
        ReferenceIndex.create_or_update_for_object(page)
        log(instance=page, action=LOG_ACTION, revision=revision)

    def _save(self, page: Any, marks: Mapping[str, Any], path: str) -> None:
        """Publish a changed page; one that is not public stays a draft unless the record says otherwise."""
        self._guard(page, path)
        with disable_reference_index_auto_update():
            with _as_problems(page, path):
                page.full_clean()
                revision = page.save_revision(clean=False)
                public = marks.get("published", page.live)
                if public:
                    revision.publish(skip_permission_checks=True, log_action=LOG_ACTION)
            if not public:
                log(instance=page, action=LOG_ACTION, revision=revision)
        ReferenceIndex.create_or_update_for_object(type(page).objects.get(pk=page.pk))

    def _guard(self, page: Any, path: str) -> None:
        """Refuse to put something over a newer draft that a person has left."""
        if self.overwrite_drafts or page.latest_revision_id is None:
            return
        draft = page.has_unpublished_changes if page.live else page.latest_revision.user_id is not None
        if draft:
            reason = _(
                "There is a newer draft on the site. Publish or discard it, or import with --overwrite-drafts."
            )
            raise problem(path, reason)

    def _locale(self, code: str) -> Locale:
        if code not in self._locales:
            found = Locale.objects.filter(language_code=code).first()
            if found is None:
                raise problem(f"words.{code}", _("The site does not have this language."))
            self._locales[code] = found
        return self._locales[code]

    def _shard(self, place: Place, locale: Locale) -> Page:
        key = (place, locale.pk)
        if key not in self._shards:
            index = place.index.objects.filter(locale=locale).first()
            if index is None:
                raise problem("original_language", _NO_SECTION % locale.language_code)
            self._shards[key] = index.shard(place.slug, place.title)
        return self._shards[key]

    def _in_locale(self, original: Any, locale: Locale) -> Page:
        key = (original.path[: -Page.steplen], locale.pk)
        if key not in self._shards:
            try:
                self._shards[key] = original.get_parent().specific.in_locale(locale)
            except Page.DoesNotExist:
                code = locale.language_code
                raise problem(f"words.{code}", _NO_SECTION % code) from None
        return self._shards[key]


@contextmanager
def _as_problems(page: Any, path: str) -> Iterator[None]:
    """What the site refuses is told with the place in the record: `path` is that of the words in hand."""
    try:
        yield
    except ValidationError as error:
        exchange = registry.get(page.KIND)
        assert exchange is not None
        raise of_validation(error, "", exchange.paths(path)) from None


def _publishes(page: Any, marks: Mapping[str, Any]) -> bool:
    """Whether the record makes a page public that is not. It never hides one: that is a decision of the site."""
    return marks.get("published") is True and not page.live


def _fill(page: Any, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        if name == "tags":
            page.tags.set(value)
        elif name != "translation_date" or value is not None:
            setattr(page, name, value)
