"""A part of a form while somebody fills it in: as the page says it, as it was typed, or as it was sent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms

from .parts import Part, RowsOf
from .rows import MOST, Rows

ADD, REMOVE = "add", "remove"  # names of buttons; their values are a relation, or a relation and a row


@dataclass(frozen=True, slots=True)
class Section:
    """The rows of one relation on a page."""

    of: RowsOf
    formset: Rows


class Filling:
    """The forms of one part. `data`: what was sent, to be checked; without it, what the page says."""

    def __init__(self, part: Part, page: Any, data: Mapping[str, Any] | None = None):
        self.part = part
        self.columns = part.columns(data, page=page) if part.columns else None
        self.sections = [Section(each, self._rows(each, page, data)) for each in part.rows]
        self.problems: list[str] = []

    @staticmethod
    def _rows(each: RowsOf, page: Any, data: Mapping[str, Any] | None) -> Rows:
        given: dict[str, Any] = {"prefix": each.relation, "form_kwargs": {"page": page}}
        if data is not None:
            return each.formset(data, **given)
        return each.formset(initial=each.initial(page), **given)

    @classmethod
    def typed(cls, part: Part, page: Any, data: Any) -> Filling:
        """What somebody typed, unchecked, with a row more or less where a button for that was pressed."""
        filling = cls(part, page)
        if filling.columns is not None:
            filling.columns.initial = _typed(filling.columns.fields, data, filling.columns.add_prefix)
        filling.sections = [
            Section(
                each,
                each.formset(
                    initial=list(_typed_rows(each, data)), prefix=each.relation, form_kwargs={"page": page}
                ),
            )
            for each in part.rows
        ]
        return filling

    def is_valid(self) -> bool:
        """Whether everything that was sent can be kept. All of it is looked at, so that all problems are told."""
        found = [self.columns.is_valid()] if self.columns is not None else []
        return all([*found, *(section.formset.is_valid() for section in self.sections)])

    def write(self, page: Any) -> None:
        """Give the page what was sent, and nothing but the fields of these forms."""
        if self.columns is not None:
            self.columns.write(page)
        for section in self.sections:
            section.of.write(page, section.formset)


def wants_other_rows(data: Mapping[str, Any]) -> bool:
    """Whether a button was pressed that adds or removes a row, and saves nothing."""
    return ADD in data or REMOVE in data


def _typed(fields: Mapping[str, forms.Field], data: Any, name_of: Any) -> dict[str, Any]:
    return {name: field.widget.value_from_datadict(data, {}, name_of(name)) for name, field in fields.items()}


def _typed_rows(each: RowsOf, data: Any) -> Iterator[dict[str, Any]]:
    sent = data.get(f"{each.relation}-TOTAL_FORMS", "")
    count = min(int(sent), MOST) if sent.isascii() and sent.isdigit() and len(sent) < 4 else 0
    fields = each.formset.form.base_fields
    for place in range(count):
        if data.get(REMOVE) == f"{each.relation}-{place}":
            continue
        row = _typed(fields, data, lambda name, place=place: f"{each.relation}-{place}-{name}")
        if any(row.values()) or data.get(ADD) == each.relation:
            yield row
