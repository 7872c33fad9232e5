"""Rows of a page, such as positions or places, as somebody fills them in."""

from __future__ import annotations

import copy
import hashlib
from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

MOST = 40  # rows of a kind
WAS = "was"  # the hidden field that says which row this one was


def says(row: Model) -> tuple[Any, ...]:
    """What a row says, in a form that can be compared."""
    fields = (field for field in row._meta.concrete_fields if field.name not in ("id", "page", "sort_order"))
    return tuple(field.value_from_object(row) for field in fields)


def name_of(row: Any) -> str:
    """What a form calls a row of a page: the key by which others point to it, else a mark of what it says."""
    if key := getattr(row, "key", ""):
        return str(key)
    return hashlib.sha256(repr(says(row)).encode()).hexdigest()[:16]


def in_order(rows: list[Any], before: Iterable[Any]) -> list[Any]:
    """The rows in this order. One that says what a row said before is that row, so that comparing two versions shows
    what has changed and nothing else.
    """
    known: dict[Any, list[Any]] = {}
    for row in before:
        known.setdefault(says(row), []).append(row.pk)
    for place, row in enumerate(rows):
        row.sort_order = place
        same = known.get(says(row))
        if same and row.pk is None:
            row.pk = same.pop(0)
    return rows


class AnyRowForm(forms.Form):
    """What every row has: the name of the row that it was. One that is left empty is no row.

    `page`: the page that the rows belong to, as it was written last.
    """

    was = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, page: Any = None, **kwargs: Any):
        self.page = page
        super().__init__(*args, **kwargs)

    def has_changed(self) -> bool:
        return any(name != WAS for name in self.changed_data)


class RowForm(AnyRowForm, forms.ModelForm):
    """A row of a relation. What its form does not ask stays as it was."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.label = str(field.label)[:1].upper() + str(field.label)[1:]

    @classmethod
    def read(cls, row: Any) -> dict[str, Any]:
        """What the fields of the form say of a row."""
        return {name: row.serializable_value(name) for name in cls.base_fields if name != WAS}

    def kept(self, row: Any) -> Any:
        """The row to be kept. `row`: a copy of the one that it was, or a new one; the form is valid."""
        for name in self._meta.fields or ():
            setattr(row, name, getattr(self.instance, name))
        return row


class Rows(forms.BaseFormSet):
    """The rows of one relation, in the order in which they stand. They take the place of those that were there."""

    #: How a row tells others from itself: two rows may not have the same.
    unique: ClassVar[str] = ""

    def initial_form_count(self) -> int:
        return 0 if self.is_bound else super().initial_form_count()

    def written(self) -> list[Any]:
        """The forms of the rows that somebody filled in."""
        return [form for form in self.forms if form.has_changed()]

    def instances(self, before: Iterable[Any]) -> list[Any]:
        """The rows as they are to be kept in the place of those `before`; the formset is valid."""
        before = list(before)
        known = {name_of(row): row for row in reversed(before)}
        rows = []
        for form in self.written():
            was = known.pop(form.cleaned_data.get(WAS) or "", None)
            rows.append(form.kept(copy.copy(was) if was is not None else form.instance))
        left = {row.pk for row in rows if row.pk is not None}
        return in_order(rows, [row for row in before if row.pk not in left])

    def clean(self) -> None:
        seen: set[Any] = set()
        for form in self.written():
            value = form.cleaned_data.get(self.unique) if self.unique else None
            if value is not None and value in seen:
                form.add_error(self.unique, _("This stands here twice. Remove one of the two."))
            seen.add(value)


def formset(form: type[AnyRowForm], unique: str = "", *, extra: int = 1, base: type[Rows] = Rows) -> Any:
    """The formset of a kind of rows, a subclass of `Rows`. `extra`: empty rows that are offered."""
    of_its_own = type("Rows", (base,), {"unique": unique})
    return forms.formset_factory(
        form, formset=of_its_own, extra=extra, max_num=MOST, absolute_max=MOST + 1, validate_max=True
    )
