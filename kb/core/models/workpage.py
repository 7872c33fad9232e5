"""A work's page: facts on the original, words in every language.

The reasons, and the doors by which a stale copy of a fact could come in, are in `docs/adr/facts-on-the-original.md`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, ClassVar, Self

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import StreamValue
from wagtail.models import Locale, PageViewRestriction, Revision

from .. import publication, untranslated, versions, visibility, withdrawal
from ..forms import WorkCopyForm, WorkForm
from ..words import fingerprint
from .dangling import dangles
from .guarded import GuardedPage
from .work import Work


class TranslationState(models.TextChoices):
    """How the words of a version came to be. `outdated` and `missing` are derived, never stored."""

    ORIGINAL = "original", _("original")
    HUMAN = "human", _("translated by a person")
    MACHINE = "machine", _("machine translation, not checked")
    REVIEWED = "reviewed", _("translation checked")


class WorkPage(GuardedPage):
    """A page type whose facts live once, on the original, and whose words live once a language.

    Subclasses name their facts in `FACTS` (columns and child relations), what else a child relation hides
    behind in `CHILD_ACCESSORS`, and their words in `WORDS`. Every fact column is nullable or has a default:
    a translation keeps them empty.
    """

    slug: str  # Wagtail has no types
    original_id: int | None
    KIND: ClassVar[str]
    FACTS: ClassVar[Sequence[str]] = ()
    CHILD_ACCESSORS: ClassVar[Sequence[str]] = ()
    WORDS: ClassVar[Sequence[str]] = ("title", "summary")
    #: Where the database holds the countries and the themes of a work: lookups from its original.
    COUNTRIES: ClassVar[Sequence[str]] = ()
    THEMES: ClassVar[Sequence[str]] = ()
    #: The field of the original by whose value people know a work.
    NAME: ClassVar[str] = "title"
    #: All versions as `versions_of` gives them, on the object that answers a request: they were read to find it.
    found_versions: Sequence[tuple[Self, visibility.State]] = ()

    original = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="translated_pages",
    )
    summary = models.TextField(
        _("summary"), blank=True, help_text=_("50 to 150 words: what was done, for whom, and what changed.")
    )
    translation_state = models.CharField(
        _("state of the text"),
        max_length=10,
        choices=TranslationState.choices,
        default=TranslationState.ORIGINAL,
    )
    translation_date = models.DateField(_("date of the text"), default=timezone.localdate)
    words_hash = models.CharField(max_length=64, blank=True, editable=False)
    words_changed_at = models.DateTimeField(null=True, blank=True, editable=False)
    based_on = models.CharField(max_length=64, blank=True, editable=False)
    #: Of a translation: its passages that nobody has translated, with the codes of their languages (`untranslated`),
    #: and which words of the original it was made from (`hash_of_words`); empty where that is not known.
    untranslated = models.JSONField(default=dict, blank=True, editable=False)
    translated_from = models.CharField(max_length=64, blank=True, editable=False)

    base_form_class = WorkForm
    copy_form_class = WorkCopyForm
    # A translation starts as a copy of the words in the ordinary editor, which has the workflow; the editor of
    # single sentences is one click away ("Start Synced translation").
    localize_default_translation_mode = "simple"

    class Meta:
        abstract = True

    # --- what a page is -------------------------------------------------------------------------------

    @property
    def is_translation(self) -> bool:
        return self.original_id is not None

    @property
    def facts_page(self) -> Self:
        """The page that holds the facts: the original, or this page when it is the original."""
        return self.original if self.original is not None else self

    @cached_property
    def work(self) -> Work | None:
        return Work.objects.filter(pk=self.translation_key).first()

    @property
    def is_demonstration(self) -> bool:
        """Whether this was made for the demonstration; an expert of it is invented."""
        return self.work is not None and self.work.demonstration

    def language_code(self) -> str:
        return self.locale.language_code

    @property
    def outdated_since(self) -> date | None:
        """When the original's words changed after this translation was made; None while it is current."""
        original = self.original
        if original is None or not self.based_on or self.based_on == original.words_hash:
            return None
        return timezone.localdate(original.words_changed_at) if original.words_changed_at else None

    def words(self) -> dict[str, Any]:
        """The words of this page in a form that can be compared and stored."""
        fields = [self._meta.get_field(name) for name in self.WORDS]
        return {field.name: _raw(field.value_from_object(self)) for field in fields}

    @classmethod
    def words_in(cls, content: Mapping[str, Any]) -> dict[str, Any]:
        """The same of a state of the page that a revision holds; without a query."""
        fields = [cls._meta.get_field(name) for name in cls.WORDS]
        return {field.name: _raw(field.to_python(content.get(field.name))) for field in fields}

    @staticmethod
    def hash_of(words: Mapping[str, Any], state: Iterable[Any] = ()) -> str:
        """What `words_hash` is for these words; of a translation also for what is said of them."""
        return fingerprint({**words, "": [str(each) for each in state]})

    # --- facts live once ------------------------------------------------------------------------------

    def blank_facts(self) -> None:
        """Empty every fact in memory, so that a translation can never be saved with one."""
        held = self.__dict__.get(
            "_cluster_related_objects", {}
        )  # rows in memory; the others are never written
        for name in (*self.FACTS, *self.CHILD_ACCESSORS):
            try:
                field = self._meta.get_field(name)
            except FieldDoesNotExist:
                continue
            if field.auto_created:
                if name in held:
                    setattr(self, name, [])
            elif not field.many_to_many:
                setattr(self, name, field.get_default())

    def copy_for_translation(
        self,
        locale: Locale,
        copy_parents: bool = False,
        alias: bool = False,
        exclude_fields: Sequence[str] | None = None,
    ) -> Self:
        exclude = [*(exclude_fields or []), *self.FACTS, *self.CHILD_ACCESSORS]
        page = super().copy_for_translation(locale, copy_parents, alias, exclude)
        if not alias:  # an alias is a copy of everything, and is never shown
            page.original_id = self.original_id or self.pk
            page.translation_state = TranslationState.HUMAN
            page.translation_date = timezone.localdate()
            page.based_on = self.facts_page.words_hash
            page.untranslated = untranslated.left(self, untranslated.passages(self))
            page.save(clean=False)
            page.save_revision(changed=False, clean=False)
        return page

    @classmethod
    def from_serializable_data(cls, data: Any, check_fks: bool = True, strict_fks: bool = False) -> Any:
        """As always, without a query for every foreign key of every row where all of them point at something."""
        return super().from_serializable_data(data, check_fks and dangles(cls, data), strict_fks)

    def with_content_json(self, content: Mapping[str, Any]) -> Self:
        """Publishing, reverting, previewing and comparing all pass here."""
        if self.is_translation:
            held = {*self.FACTS, *self.CHILD_ACCESSORS}
            content = {name: value for name, value in content.items() if name not in held}
        page = super().with_content_json(content)
        for name in ("original_id", "words_hash", "words_changed_at", "based_on"):
            setattr(page, name, getattr(self, name))
        if self.is_translation:
            page.slug = self.facts_page.slug
            page.set_url_path(self.get_parent())
        return page

    def clean_fields(self, exclude: Any = None) -> None:
        held = self.FACTS if self.is_translation else ()
        super().clean_fields({*(exclude or ()), *held})

    def clean(self) -> None:
        super().clean()
        self._clean_code()
        if self.is_translation:
            self._clean_translation()
        elif self.alias_of_id is None:
            self._clean_original()

    def _clean_original(self) -> None:
        if self.translation_state != TranslationState.ORIGINAL:
            raise ValidationError(_("These words are the original, no translation."))
        others = type(self).objects.filter(translation_key=self.translation_key, original=None, alias_of=None)
        if others.exclude(pk=self.pk).exists():
            raise ValidationError(_("There is an original already. Add a translation to it."))

    def _clean_translation(self) -> None:
        original = self.facts_page
        if original.is_translation or original.translation_key != self.translation_key:
            raise ValidationError(_("A translation belongs to the original of the same record."))
        if self.translation_state == TranslationState.ORIGINAL:
            raise ValidationError({"translation_state": _("Say how this translation came to be.")})

    def _clean_code(self) -> None:
        """A slug is a code, unique over all works: drafts are held to it, too."""
        if self.is_translation or self.alias_of_id is not None:
            return
        try:
            Work._meta.get_field("code").run_validators(self.slug)
        except ValidationError as error:
            raise ValidationError({"slug": error.messages}) from None
        if Work.objects.filter(code=self.slug).exclude(pk=self.translation_key).exists():
            raise ValidationError({"slug": _("“%(code)s” is taken. Choose another.") % {"code": self.slug}})

    def _give_code(self) -> None:
        if self.is_translation:
            self.slug = self.facts_page.slug
        elif not self.slug:
            self.slug = Work.objects.free_code(self.title, self.KIND)

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        self._give_code()
        super().full_clean(*args, **kwargs)

    def minimal_clean(self) -> None:
        """What a draft must fulfil."""
        self._give_code()
        super().minimal_clean()
        self._clean_code()

    # --- publication ----------------------------------------------------------------------------------

    def lacking(self, rows: publication.Rows) -> Iterable[publication.Lack]:
        """What is missing before this version may be public. `rows(relation)` gives the rows of a relation, which
        a form has in another place than the page. Subclasses add what their kind needs.
        """
        if self.original is not None and fingerprint(self.words()) == fingerprint(self.original.words()):
            reason = _("These are still the words of the original. Translate them, or leave this a draft.")
            yield publication.Lack("title", str(reason))

    def publish(self, revision: Revision, *args: Any, **kwargs: Any) -> Any:
        """Publish or schedule a revision. Raises `NotPublishable`; the scheduler, which has others to publish,
        is told in the log and in the history of the page instead.
        """
        try:
            with transaction.atomic():
                if revision.content.get("go_live_at"):  # later nobody is there who could be told
                    publication.demand(revision.as_object())
                return super().publish(revision, *args, **kwargs)
        except ValidationError as error:
            refused = publication.refusal(self, error)
            if kwargs.get("log_action") != publication.SCHEDULED:
                raise refused from None
            publication.skip_scheduled(self, revision, refused)
            return None

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.keep_to_one_line()  # before the words are compared
        self._join_work()
        update_fields = kwargs.get("update_fields")
        whole = update_fields is None and kwargs.get("clean", True)
        if whole and self.live and self.alias_of_id is None:
            publication.demand(self)
        if self.is_translation:
            self.slug = self.facts_page.slug
            self.blank_facts()
            self.untranslated = untranslated.still(self)
        if update_fields is None or not {*self.WORDS, *_STATE}.isdisjoint(update_fields):
            self._follow_words()
            if update_fields is not None:
                kwargs["update_fields"] = {*update_fields, "words_hash", "words_changed_at", "based_on"}
        super().save(*args, **kwargs)
        if not self.is_translation and self.alias_of_id is None:
            Work.objects.identify(self.translation_key, kind=self.KIND, code=self.slug, original_id=self.pk)

    def _join_work(self) -> None:
        """A new page of a work that has an original is a translation, whoever makes it."""
        if self._state.adding and self.original_id is None and self.alias_of_id is None:
            work = Work.objects.filter(pk=self.translation_key).first()
            if work is not None and work.original_id not in (None, self.pk):
                self.original_id = work.original_id
                self.translation_state = TranslationState.HUMAN

    def hash_of_words(self) -> str:
        """Names the words in memory; for a translation, also how and when it was made."""
        state = [getattr(self, name) for name in _STATE] if self.is_translation else []
        return self.hash_of(self.words(), state)

    def _follow_words(self) -> None:
        """Note when the words change. A translation then follows the original that it was made from, or where that is
        not known the original as it is now; also when somebody says anew how or when it was made or checked.
        """
        current = self.hash_of_words()
        if current == self.words_hash:
            return
        self.words_hash = current
        self.words_changed_at = timezone.now()
        if self.is_translation:
            self.based_on = self.translated_from or self.facts_page.words_hash

    # --- serving --------------------------------------------------------------------------------------

    def get_view_restrictions(self) -> models.QuerySet[PageViewRestriction]:
        """A translation is as private as its original."""
        own = super().get_view_restrictions()
        if self.is_translation and not self.found_open:
            theirs = self.facts_page.get_view_restrictions()
            return PageViewRestriction.objects.filter(
                pk__in=[*own.values_list("pk", flat=True), *theirs.values_list("pk", flat=True)]
            )
        return own

    @classmethod
    def versions_of(cls, translation_key: Any) -> list[tuple[Self, visibility.State]]:
        """All versions of a work with how open they are: the original first, then as the language table has them."""
        pages = cls.objects.filter(translation_key=translation_key).select_related("locale")
        found = visibility.fetch(pages)
        originals = {page.pk: page for page, _state in found if not page.is_translation}
        for page, _state in found:
            if page.original_id in originals:
                page.original = originals[page.original_id]  # one object, however many translations
        return sorted(found, key=lambda each: versions.rank(each[0]))

    def authors(self) -> list[str]:
        """Who is named in a citation, in order."""
        return []

    def form_address(self) -> str:
        """Where those who wrote this go on writing, outside the admin; empty where there is no such form."""
        return ""

    def is_written_by(self, user: Any) -> bool:
        """Whether the user may go on writing this outside the admin."""
        return False

    def incomplete(self) -> list[str]:
        """What would make the facts and words in memory complete, beside what a publication demands."""
        return []

    def desk_countries(self) -> list[str]:
        """Codes of the countries whose desks look at this page before it is public; of the facts in memory."""
        return []

    def public_versions(self) -> list[Self]:
        """The versions that the public may see, in the order of `versions_of`."""
        found = self.found_versions or self.versions_of(self.translation_key)
        return [page for page, state in found if state is visibility.State.PUBLIC]

    def serve(
        self, request: HttpRequest, *args: Any, withdrawn: Work | None = None, **kwargs: Any
    ) -> HttpResponse:
        if withdrawn is not None:
            pages = [page for page, _state in self.versions_of(self.translation_key)]
            return withdrawal.tombstone(request, withdrawn, pages)
        return super().serve(request, *args, **kwargs)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context.update(versions.context(self, get_language() or self.language_code()))
        return context

    def get_cache_key_components(self) -> list[Any]:
        return [*super().get_cache_key_components(), self.facts_page.last_published_at]


_STATE = ("translation_state", "translation_date")  # how a translation was made, and when


def _raw(value: Any) -> Any:
    return value.get_prep_value() if isinstance(value, StreamValue) else value
