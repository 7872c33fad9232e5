"""Checks of the kernel. Those of the database run with `check --database default` and before `migrate`."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import DatabaseError

from .facts import strays
from .models import WorkPage


@register(Tags.models)
def words_and_facts(**kwargs: Any) -> list[CheckMessage]:
    """Every work says what its facts and its words are, and the names exist."""
    found: list[CheckMessage] = []
    for model in apps.get_models():
        if issubclass(model, WorkPage):
            both = set(model.FACTS) & set(model.WORDS)
            if both:
                found.append(
                    Error(f"{', '.join(sorted(both))}: a fact or words, not both.", obj=model, id="core.E001")
                )
            known = {field.name for field in model._meta.get_fields()}
            names = {*model.FACTS, *model.CHILD_ACCESSORS, *model.WORDS}
            if missing := sorted(names - known):
                found.append(Error(f"{', '.join(missing)}: no such field.", obj=model, id="core.E002"))
    return found


@register(Tags.database)
def no_stray_facts(databases: Collection[str] | None, **kwargs: Any) -> list[CheckMessage]:
    """No translation holds rows of facts."""
    if "default" not in (databases or ()):
        return []
    try:
        found = list(strays())
    except DatabaseError:
        return []  # this code's tables are not there yet: the check also runs before `migrate`
    return [
        Error(
            f"The translation “{page.title}” ({page.pk}) has {relation} of its own.",
            hint="Facts belong to the original: delete these rows.",
            obj=type(page),
            id="core.E003",
        )
        for page, relation in found
    ]
