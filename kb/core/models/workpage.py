"""A work's page: facts on the original, words in every language.

The reasons, and the doors by which a stale copy of a fact could come in, are in `docs/adr/facts-on-the-original.md`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, ClassVar, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale, Page, PageViewRestriction

from .. import versions, visibility
from ..forms import WorkForm
from .work import CODE, Work


class TranslationState(models.TextChoices):
    """How the words of a version came to be. `outdated` and `missing` are derived, never stored."""

    ORIGINAL = "original", _("original")
    HUMAN = "human", _("translated by a person")
    MACHINE = "machine", _("machine translation, not checked")
    REVIEWED = "reviewed", _("translation checked")


class WorkPage(Page):
    """A page type whose facts live once, on the original, and whose words live once a language.

    Subclasses name their facts in `FACTS` (columns and child relations), what else a child relation hides
    behind in `CHILD_ACCESSORS`, and their words in `WORDS`. Every fact column is nullable or has a default:
    a translation keeps them empty.
    """

    KIND: ClassVar[str]
    FACTS: ClassVar[Sequence[str]] = ()
    CHILD_ACCESSORS: ClassVar[Sequence[str]] = ()
    WORDS: ClassVar[Sequence[str]] = ("title", "summary")

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

    base_form_class = WorkForm

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
        fields = {name: self._meta.get_field(name) for name in self.WORDS}
        return {name: field.get_prep_value(field.value_from_object(self)) for name, field in fields.items()}

    # --- facts live once ------------------------------------------------------------------------------

    def blank_facts(self) -> None:
        """Empty every fact in memory, so that a translation can never be saved with one."""
        for name in (*self.FACTS, *self.CHILD_ACCESSORS):
            try:
                field = self._meta.get_field(name)
            except LookupError:
                field = None
            if field is not None and field.concrete and not field.many_to_many and not field.auto_created:
                setattr(self, name, field.get_default())
            elif field is None or field.auto_created:
                setattr(self, name, [])

    def copy_for_translation(
        self,
        locale: Locale,
        copy_parents: bool = False,
        alias: bool = False,
        exclude_fields: Sequence[str] | None = None,
    ) -> Self:
        exclude = [*(exclude_fields or []), *self.FACTS, *self.CHILD_ACCESSORS]
        page = super().copy_for_translation(locale, copy_parents, alias, exclude)
        page.original_id = self.original_id or self.pk
        page.translation_state = TranslationState.HUMAN
        page.based_on = self.facts_page.words_hash
        type(page).objects.filter(pk=page.pk).update(
            original_id=page.original_id, translation_state=page.translation_state, based_on=page.based_on
        )
        return page

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
        if self.is_translation:
            self._clean_translation()
            return
        CODE(self.slug)
        if Work.objects.filter(code=self.slug).exclude(pk=self.translation_key).exists():
            raise ValidationError({"slug": _("“%(code)s” is taken. Choose another.") % {"code": self.slug}})
        others = type(self).objects.filter(translation_key=self.translation_key, original=None, alias_of=None)
        if others.exclude(pk=self.pk).exists():
            raise ValidationError(_("There is an original already. Add a translation to it."))

    def _clean_translation(self) -> None:
        original = self.facts_page
        if original.is_translation or original.translation_key != self.translation_key:
            raise ValidationError(_("A translation belongs to the original of the same record."))
        if self.slug != original.slug:
            raise ValidationError({"slug": _("The slug is that of the original: %s") % original.slug})

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        if self.is_translation:
            original: Any = self.facts_page
            self.slug = original.slug
        super().full_clean(*args, **kwargs)

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.is_translation:
            self.blank_facts()
        self._follow_words()
        super().save(*args, **kwargs)
        if not self.is_translation and self.alias_of_id is None:
            identity = {"kind": self.KIND, "code": self.slug, "original_id": self.pk}
            Work.objects.update_or_create(pk=self.translation_key, defaults=identity)

    def _follow_words(self) -> None:
        text = json.dumps(self.words(), sort_keys=True, default=str, ensure_ascii=False)
        current = hashlib.sha256(text.encode()).hexdigest()
        if current == self.words_hash:
            return
        self.words_hash = current
        self.words_changed_at = timezone.now()
        if self.is_translation:
            self.based_on = self.facts_page.words_hash

    # --- serving --------------------------------------------------------------------------------------

    def route(self, request: HttpRequest, path_components: list[str]) -> Any:
        if self.alias_of_id is not None or not self.facts_page.live:
            raise Http404
        return super().route(request, path_components)

    def get_view_restrictions(self) -> models.QuerySet[PageViewRestriction]:
        """A translation is as private as its original."""
        own = super().get_view_restrictions()
        if self.is_translation:
            theirs = self.facts_page.get_view_restrictions()
            return PageViewRestriction.objects.filter(
                pk__in=[*own.values_list("pk", flat=True), *theirs.values_list("pk", flat=True)]
            )
        return own

    def public_versions(self) -> list[Self]:
        """The versions that the public may see, in the order of the language table, original first."""
        pages = visibility.public(type(self).objects.filter(translation_key=self.translation_key))
        return sorted(
            pages.select_related("locale", "original"), key=lambda page: (page.is_translation, page.locale_id)
        )

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:

        context = super().get_context(request, *args, **kwargs)
        context.update(versions.context(self, get_language() or self.language_code()))
        return context

    def get_cache_key_components(self) -> list[Any]:
        return [*super().get_cache_key_components(), self.facts_page.last_published_at]
