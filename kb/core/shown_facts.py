"""The facts of an original as rows to read, for who translates: what its editor shows, without the controls.

Labels of the vocabulary, numbers, dates and countries are in the language of the admin.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils.text import capfirst
from taggit.managers import TaggableManager
from wagtail.admin.panels import FieldPanel, InlinePanel, Panel

from . import cldr
from .countries import CountryField
from .fields import PartialDateField
from .models import WorkPage

BOOKKEEPING = {"id", "sort_order", "page", "content_object"}


@dataclass(frozen=True, slots=True)
class Facts:
    """Facts under one heading: `pairs` of a name and a value, or a table of `rows` under `columns`."""

    heading: str
    pairs: tuple[tuple[str, str], ...] = ()
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


def may_see(original: WorkPage, user: Any) -> bool:
    """Who may edit the original may read all its facts; for others its public page is enough."""
    return bool(original.permissions_for_user(user).can_edit())


def shown(original: WorkPage) -> WorkPage:
    """The original as readers have it; while it is not public, its last draft."""
    if original.live:
        return original
    draft: WorkPage = original.get_latest_revision_as_object()
    return draft


def of_panel(panel: Panel, original: WorkPage) -> Iterator[Facts]:
    """The facts that this panel, or the panels inside it, edit; nothing for what is empty."""
    names = [child for child in getattr(panel, "children", ()) if isinstance(child, FieldPanel)]
    pairs = tuple(pair for child in names if (pair := _pair(original, child.field_name))[1])
    if pairs:
        yield Facts(str(panel.heading), pairs=pairs)
    for child in getattr(panel, "children", ()):
        if isinstance(child, InlinePanel):
            yield from _table(child, original)
        elif not isinstance(child, FieldPanel):
            yield from of_panel(child, original)


def _pair(page: WorkPage, name: str) -> tuple[str, str]:
    return _heading(type(page), name), _value(page, name)


def _table(panel: InlinePanel, original: WorkPage) -> Iterator[Facts]:
    rows = list(getattr(original, panel.relation_name).all())
    if not rows:
        return
    fields = [field for field in rows[0]._meta.fields if field.name not in BOOKKEEPING]
    values = [[_value(row, field.name) for field in fields] for row in rows]
    used = [at for at in range(len(fields)) if any(row[at] for row in values)]
    yield Facts(
        str(panel.heading),
        columns=tuple(_heading(type(rows[0]), fields[at].name) for at in used),
        rows=tuple(tuple(row[at] for at in used) for row in values),
    )


def _heading(model: type[models.Model], name: str) -> str:
    return capfirst(str(getattr(model._meta.get_field(name), "verbose_name", name)))


def _value(row: models.Model, name: str) -> str:
    if hasattr(row, f"{name}_label"):  # a term of the vocabulary
        return str(getattr(row, f"{name}_label"))
    value, field = getattr(row, name), row._meta.get_field(name)
    if value is None or value is False or value == "":
        return ""
    if value is True:
        return "✓"
    if isinstance(field, CountryField):
        return cldr.country_name(value)
    if isinstance(value, Decimal):
        return cldr.number(value)
    if isinstance(value, date) or isinstance(field, PartialDateField):
        return cldr.date(value)
    if isinstance(field, TaggableManager):
        return ", ".join(sorted(tag.name for tag in value.all()))
    return str(value)
