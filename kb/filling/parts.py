"""The parts of a form: which answers and which rows each has, and what a page says in it in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models as db
from django.utils.functional import Promise

from kb.core import cldr
from kb.core.countries import CountryField

from . import rows, writing
from .columns import ColumnsForm, offered

Text = str | Promise


@dataclass(frozen=True, slots=True)
class RowsOf:
    """Rows of one relation: `each` is what one row is called, `add` the words on the button that adds one; without
    such words none can be added here.
    """

    relation: str
    formset: type[rows.Rows]
    title: Text
    each: Text
    add: Text = ""

    def initial(self, page: Any) -> list[dict[str, Any]]:
        """What the page says now, a dict a row."""
        form: Any = self.formset.form
        return [{**form.read(row), rows.WAS: rows.name_of(row)} for row in getattr(page, self.relation).all()]

    def write(self, page: Any, filled: rows.Rows) -> None:
        """Give the page the rows that were sent; the formset is valid."""
        before = list(getattr(page, self.relation).all())
        setattr(page, self.relation, filled.instances(before))

    def said(self, page: Any) -> str:
        """What the rows say, in the reader's language."""
        found = [" · ".join(self._cells(row)) for row in getattr(page, self.relation).all()]
        return "; ".join(found)

    def _cells(self, row: Any) -> Iterator[str]:
        form: Any = self.formset.form
        columns = {field.name for field in row._meta.concrete_fields}
        for name, value in form.read(row).items():
            text = _cell(row, name) if name in columns else value
            if text not in (None, ""):
                yield str(text)


@dataclass(frozen=True, slots=True)
class BlocksOf(RowsOf):
    """Blocks of a StreamField of one type, a row each. `rich`: those of their fields that hold rich text."""

    block: str = ""
    rich: tuple[str, ...] = ("text",)

    def initial(self, page: Any) -> list[dict[str, Any]]:
        return [
            {**{name: self._text(each, name) for name in self._names()}, rows.WAS: str(each.id)}
            for each in getattr(page, self.relation)
        ]

    def _names(self) -> list[str]:
        return [name for name in self.formset.form.base_fields if name != rows.WAS]

    def _text(self, each: Any, name: str) -> Any:
        value = each.value.get(name)
        return writing.to_text(str(getattr(value, "source", value) or "")) if name in self.rich else value

    def write(self, page: Any, filled: rows.Rows) -> None:
        known = {str(each.id): each for each in getattr(page, self.relation)}
        blocks = []
        for form in filled.written():
            was = known.pop(form.cleaned_data[rows.WAS], None)
            blocks.append(self._block(form.cleaned_data, was))
        stream = getattr(page, self.relation).stream_block
        setattr(page, self.relation, stream.to_python(blocks))

    def _block(self, data: Mapping[str, Any], was: Any) -> dict[str, Any]:
        value = {}
        for name in self._names():
            value[name] = data[name]
            if name in self.rich:
                kept = was is not None and self._text(was, name) == data[name].replace("\r\n", "\n").strip()
                value[name] = was.value[name].source if kept else writing.to_html(data[name])
        return {"type": self.block, "value": value, **({"id": str(was.id)} if was is not None else {})}

    def said(self, page: Any) -> str:
        found = (" · ".join(self._words(each)) for each in getattr(page, self.relation))
        return "\n".join(found)

    def _words(self, each: Any) -> Iterator[str]:
        for name in self._names():
            if text := self._text(each, name):
                yield str(text)


@dataclass(frozen=True, slots=True)
class Part:
    """One page of a form. `columns`: the form of single answers, when it has any."""

    key: str
    title: Text
    columns: type[ColumnsForm] | None = None
    rows: tuple[RowsOf, ...] = ()


def said(part: Part, page: Any) -> list[tuple[str, str]]:
    """What a page says in this part, as (label, text) in the reader's language; compared to see what has changed."""
    found = []
    if part.columns is not None:
        form = part.columns(page=page)
        found += [(str(form.fields[name].label), _answer(form, name)) for name in form.fields]
    return found + [(str(each.title), each.said(page)) for each in part.rows]


def _answer(form: ColumnsForm, name: str) -> str:
    value, choices = form.initial.get(name), getattr(form.fields[name], "choices", None)
    if choices is None:
        return str(value or "")
    chosen = value if isinstance(value, list) else [value]
    known = {getattr(key, "value", key): label for key, label in offered(choices).items()}
    return ", ".join(str(label) for key, label in known.items() if key in chosen and key not in ("", None))


def _cell(row: Any, name: str) -> Any:
    if hasattr(row, f"{name}_label"):
        return getattr(row, f"{name}_label")
    field: db.Field = row._meta.get_field(name)
    if isinstance(field, CountryField):
        return cldr.country_name(row.country) if row.country else ""
    if name == "language":
        return cldr.language_name(row.language) if row.language else ""
    return getattr(row, name)
