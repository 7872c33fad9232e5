"""Facts live on originals: what the database itself guards, and how to find what it cannot."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.apps import apps
from django.db.models import CheckConstraint, Q
from django.db.models.fields.related import ForeignObjectRel

from .models import WorkPage


def on_original_only(
    name: str, *, empty: Sequence[str] = (), null: Sequence[str] = (), false: Sequence[str] = ()
) -> CheckConstraint:
    """A constraint by which the fact columns of a translation are empty, NULL or false."""
    facts = Q(**dict.fromkeys(empty, ""), **{f"{column}__isnull": True for column in null})
    return CheckConstraint(
        condition=Q(original__isnull=True) | facts & Q(**dict.fromkeys(false, False)), name=name
    )


def strays() -> Iterator[tuple[WorkPage, str]]:
    """Translations with rows of facts, which no constraint can forbid: the page and the relation."""
    for model in apps.get_models():
        if not issubclass(model, WorkPage):
            continue
        for name in {*model.FACTS, *model.CHILD_ACCESSORS}:
            field = model._meta.get_field(name)
            if isinstance(field, ForeignObjectRel):
                for page in model.objects.filter(
                    original__isnull=False, **{f"{name}__isnull": False}
                ).distinct():
                    yield page, name
