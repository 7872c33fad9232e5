"""Index pages and their shards, which keep any one parent small.

Both exist in every locale with the same slug, so that a work has the same address under each prefix. They
have no page of their own: they lead to the search, narrowed to what they hold.
"""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale, Page

from .. import cldr, countries
from .oneline import OneLinePage


class _LeadsToSearch(OneLinePage):
    kind: ClassVar[str] = ""

    class Meta:
        abstract = True

    def search_parameters(self) -> dict[str, str]:
        return {"kind": self.kind} if self.kind else {}

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return HttpResponseRedirect(f"{reverse('search')}?{urlencode(self.search_parameters())}")

    def in_locale(self, locale: Locale) -> Self:
        """This page in another locale, made live when it is missing."""
        found = self.get_translation_or_none(locale)
        if found is None:
            parent = self.get_parent().get_translation(locale)
            title = self.title_in(locale.language_code)
            identity = {"title": title, "slug": self.slug, "translation_key": self.translation_key}
            found = parent.add_child(instance=type(self)(locale=locale, live=True, **identity))
        return found.specific

    def title_in(self, language: str) -> str:
        return self.title


class ShardPage(_LeadsToSearch):
    """One part of an index: a country of cases or experts, a section of collections."""

    class Meta:
        abstract = True

    def open_everywhere(self) -> None:
        """Publish this shard and make it in every locale, so that a work below it can have every language."""
        self.save_revision().publish(skip_permission_checks=True)
        for locale in Locale.objects.exclude(pk=self.locale_id):
            if self.get_parent().get_translation_or_none(locale):
                self.in_locale(locale)


class CountryShardPage(ShardPage):
    """A shard of one country, whose slug is its ISO code in small letters, or `region`."""

    REGION: ClassVar[str] = "region"

    class Meta:
        abstract = True

    def clean(self) -> None:
        super().clean()
        if self.slug != self.REGION and self.slug.upper() not in countries.codes():
            raise ValidationError({"slug": _("Give the ISO code of a country, such as kh, or “region”.")})

    def title_in(self, language: str) -> str:
        return self.title if self.slug == self.REGION else cldr.country_name(self.slug.upper(), language)

    def search_parameters(self) -> dict[str, str]:
        parameters = super().search_parameters()
        return parameters if self.slug == self.REGION else {**parameters, "country": self.slug.upper()}


class IndexPage(_LeadsToSearch):
    """The home of one content type below each home page."""

    shard_model: ClassVar[type[ShardPage]]

    class Meta:
        abstract = True

    def shard(self, slug: str, title: str) -> ShardPage:
        """The shard with that slug in this index's locale, made in every locale when it is new."""
        return self._shard(slug) or self._new_shard(slug, title)

    def _shard(self, slug: str) -> ShardPage | None:
        return self.shard_model.objects.child_of(self).filter(slug=slug).first()

    @transaction.atomic
    def _new_shard(self, slug: str, title: str) -> ShardPage:
        # Whoever needs it at the same moment, in whatever language, waits here and then finds it.
        indexes = Page.objects.filter(translation_key=self.translation_key).order_by("pk")
        list(indexes.select_for_update().values_list("pk"))
        index = type(self).objects.get(pk=self.pk)  # with the number of its children as it is now
        if (shard := index._shard(slug)) is not None:
            return shard
        made = index.add_child(
            instance=self.shard_model(title=title, slug=slug, locale=self.locale, live=True)
        )
        made.open_everywhere()
        return made
