"""Which pages use a term: in a column of their own or in a row that belongs to them."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from django.apps import apps
from django.db.models import Model, Q, QuerySet
from modelcluster.fields import ParentalKey
from wagtail.models import Page

from .fields import TermForeignKey


def pages_using(model: type[Page], term_ids: Collection[int]) -> QuerySet:
    """Pages of this type that hold one of the terms by a foreign key. Keys inside stream fields are not seen."""
    found = _uses(model, term_ids)
    for row, parent in _rows(model):
        if (uses := _uses(row, term_ids)) != Q(pk__in=[]):
            found |= Q(pk__in=row._default_manager.filter(uses).values(parent))
    return model._default_manager.filter(found)


def _uses(model: type[Model], term_ids: Collection[int]) -> Q:
    found = Q(pk__in=[])
    for field in model._meta.concrete_fields:
        if isinstance(field, TermForeignKey):
            found |= Q(**{f"{field.attname}__in": term_ids})
    return found


def _rows(model: type[Page]) -> Iterator[tuple[type[Model], str]]:
    """Models whose rows belong to such a page, each with the column that says to which."""
    for row in apps.get_models():
        for field in row._meta.concrete_fields:
            if isinstance(field, ParentalKey) and issubclass(model, field.related_model):
                yield row, field.attname
