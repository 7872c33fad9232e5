"""Whether what a revision points at is still there, asked once a kind of target and not once a row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from modelcluster.models import get_all_child_relations


def dangles(model: type[models.Model], content: Mapping[str, Any]) -> bool:
    """Whether a foreign key in the content of a page, or in one of its rows, points at what is gone."""
    wanted: dict[tuple[type[models.Model], str], set[Any]] = defaultdict(set)
    for target, name, value in _pointers(model, content):
        wanted[target, name].add(value)
    for (target, name), values in wanted.items():
        found = target._default_manager.filter(**{f"{name}__in": values})
        if found.order_by().values(name).distinct().count() < len(values):
            return True
    return False


def _pointers(
    model: type[models.Model], content: Mapping[str, Any]
) -> Iterator[tuple[type[models.Model], str, Any]]:
    for name, value in content.items():
        try:
            field: Any = model._meta.get_field(name)
        except FieldDoesNotExist:
            continue
        if value is not None and isinstance(field, models.ForeignKey):
            target: Any = field.remote_field
            key: Any = target.model._meta.get_field(target.field_name)
            yield target.model, target.field_name, key.to_python(value)
    for relation in get_all_child_relations(model):
        for row in content.get(relation.get_accessor_name()) or ():
            yield from _pointers(relation.related_model, row)
