"""Lists in a record: child rows, tags and blocks; and whole objects, which read their fields one by one."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import CharField, ForeignKey
from django.utils.translation import gettext as _
from wagtail.fields import StreamField

from kb.core.text import one_line

from .fields import Json
from .problems import Collector, Problems, of_validation, problem

EMPTY = (None, "", [], False)


@dataclass(frozen=True)
class Rows:
    """Child rows: a list of objects, or with one `bare` field a list of values, each once.

    `unique`: the field that no two rows may share.
    """

    name: str
    model: Any
    fields: Sequence[Any] = ()
    attr: str = ""
    bare: bool = False
    required: bool = False
    unique: str = ""

    @property
    def attribute(self) -> str:
        return self.attr or self.name

    def read(self, value: Json, path: str) -> dict[str, Any]:
        rows, seen, problems = [], set(), Collector()
        for index, item in enumerate(value or []):
            if item is None:
                continue
            place = f"{path}[{index}]"
            try:
                rows.append(self._row(item, place, index))
            except Problems as found:
                problems.take(found)
            name = item if self.bare else item.get(self.unique)
            if name is not None and name in seen:
                where = place if self.bare else f"{place}.{self.unique}"
                problems.add(where, _("“%s” stands in this list twice.") % name)
            seen.add(name)
        problems.settle()
        return {self.attribute: rows}

    def _row(self, item: Json, place: str, index: int) -> Any:
        row = self.model(sort_order=index)
        if self.bare:
            values = read_field(self.fields[0], item, place, self.model)
        else:
            values = read_all(self.fields, item, place, self.model)
        for name, parsed in values.items():
            setattr(row, name, parsed)
        try:
            row.clean()
        except ValidationError as error:
            raise of_validation(error, place, {each.attribute: each.name for each in self.fields}) from None
        return row

    def write(self, page: Any) -> list[Json]:
        rows = getattr(page, self.attribute).all()
        if self.bare:
            return [self.fields[0].write(row) for row in rows]
        return [write_all(self.fields, row) for row in rows]

    def schema(self) -> dict[str, Any]:
        item = self.fields[0].schema() if self.bare else object_schema(self.fields, self.model)
        return {"type": "array", "items": item, **({"minItems": 1} if self.required else {})}


@dataclass(frozen=True)
class Tags:
    """Free tags."""

    name: str = "tags"
    attribute: str = "tags"
    required: bool = False

    def read(self, value: Json, path: str) -> dict[str, Any]:
        """The tags, each once however it is written, in the order of the file."""
        tags = [" ".join(tag.split()) for tag in value or [] if tag]
        return {self.attribute: list({tag.casefold(): tag for tag in reversed(tags) if tag}.values())[::-1]}

    def write(self, page: Any) -> list[str]:
        return sorted(item.tag.name for item in page.tagged_items.all())

    def schema(self) -> dict[str, Any]:
        return {"type": "array", "items": {"type": "string", "maxLength": 100}}


@dataclass(frozen=True)
class Blocks:
    """A StreamField of one block type: a list of objects."""

    name: str
    block: str
    fields: Sequence[Any]
    required: bool = False

    @property
    def attribute(self) -> str:
        return self.name

    def read(self, value: Json, path: str) -> dict[str, Any]:
        blocks, problems = [], Collector()
        for index, item in enumerate(value or []):
            if item is None:
                continue
            try:
                texts = read_all(self.fields, item, f"{path}[{index}]")
            except Problems as found:
                problems.take(found)
                continue
            value = {name: text for name, text in texts.items() if text}
            # With an id, as saving would give it: marks of passages look at a page before it is saved.
            blocks.append({"type": self.block, "value": value, "id": str(uuid4())})
        problems.settle()
        return {self.attribute: json.dumps(blocks)}

    def write(self, page: Any) -> list[Json]:
        return [write_all(self.fields, _Values(item)) for item in getattr(page, self.attribute)]

    def schema(self) -> dict[str, Any]:
        return {"type": "array", "items": object_schema(self.fields)}


class _Values:
    """The stored values of a block as attributes, which is how fields look at a row."""

    def __init__(self, item: Any):
        self._raw = item.block.get_prep_value(item.value)

    def __getattr__(self, name: str) -> str:
        return str(self._raw.get(name) or "")


def read_field(field: Any, value: Json, path: str, model: Any) -> dict[str, Any]:
    """The attributes of one value, as its field and the model's column accept them. Raises `Problems`."""
    if value in (None, "", []) and field.required:
        raise problem(path, _("This is missing."))
    values = field.read(value, path)
    column = _column(model, field.attribute)
    text = values.get(field.attribute)
    if isinstance(column, CharField) and isinstance(text, str):
        values[field.attribute] = one_line(text)
    if field.required and values.get(field.attribute) == "":  # nothing but spaces
        raise problem(path, _("This is missing."))
    if column is not None and values.get(field.attribute) not in EMPTY:
        try:
            column.clean(values[field.attribute], None)
        except ValidationError as error:
            raise of_validation(error, path) from None
    return values


def read_all(
    fields: Iterable[Any], values: Mapping[str, Json], path: str, model: Any = None
) -> dict[str, Any]:
    """Attributes from the values of an object; what is missing is emptied. Raises all `Problems` at once."""
    found: dict[str, Any] = {}
    problems = Collector()
    for each in fields:
        try:
            found.update(read_field(each, values.get(each.name), f"{path}.{each.name}", model))
        except Problems as wrong:
            problems.take(wrong)
    problems.settle()
    return found


def write_all(fields: Iterable[Any], row: Any) -> dict[str, Json]:
    """An object for the file, without what is empty."""
    values = ((each.name, each.write(row)) for each in fields)
    return {name: value for name, value in values if not _is_empty(value)}


def object_schema(fields: Iterable[Any], model: Any = None) -> dict[str, Any]:
    """JSON Schema of an object with these fields and no others; null means left out."""
    fields = list(fields)
    schema: dict[str, Any] = {
        "type": "object",
        "properties": {each.name: _value_schema(each, model) for each in fields},
        "additionalProperties": False,
    }
    required = [each.name for each in fields if each.required]
    return {**schema, "required": required} if required else schema


def _value_schema(field: Any, model: Any) -> dict[str, Any]:
    schema = field.schema()
    column = _column(model, field.attribute)
    if schema.keys() == {"type"} and schema["type"] == "string" and getattr(column, "max_length", None):
        schema["maxLength"] = column.max_length
    return schema if field.required else {"anyOf": [schema, {"type": "null"}]}


def _is_empty(value: Json) -> bool:
    return any(value is each for each in (None, False)) or value in ("", [])


def _column(model: Any, attribute: str) -> Any:
    """The column behind a field, if it holds plain values."""
    if model is None:
        return None
    try:
        field = model._meta.get_field(attribute)
    except FieldDoesNotExist:
        return None
    plain = field.concrete and not isinstance(field, ForeignKey | StreamField)
    return field if plain else None
