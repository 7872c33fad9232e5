"""Querysets of the vocabulary: a change in bulk is announced as a single one is."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db import models, transaction


class AnnouncingQuerySet(models.QuerySet):
    """`term_field` names the column that holds the term's primary key."""

    term_field = "pk"

    def update(self, **kwargs: Any) -> int:
        with transaction.atomic(using=self.db):
            ids = set(self.values_list(self.term_field, flat=True))
            count = super().update(**kwargs)
            self._announce(ids)
        return count

    def bulk_create(self, objs: Collection[Any], *args: Any, **kwargs: Any) -> list[Any]:
        with transaction.atomic(using=self.db):
            made = super().bulk_create(objs, *args, **kwargs)
            self._announce({getattr(one, self.term_field) for one in made})
        return made

    update.alters_data = bulk_create.alters_data = True  # type: ignore[attr-defined]

    @staticmethod
    def _announce(ids: set[int]) -> None:
        from .models import announce

        announce(ids)


class TermQuerySet(AnnouncingQuerySet):
    def in_scheme(self, scheme: str) -> TermQuerySet:
        return self.filter(scheme=scheme)


class TermLabelQuerySet(AnnouncingQuerySet):
    term_field = "term_id"
