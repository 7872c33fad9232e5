"""One declaration a field: how it is read, written, and described in the JSON Schema.

A content app declares its facts and words with these; reading, writing and the published schema follow from the
one declaration, so that they cannot disagree.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from kb.core.fields import validate_partial_date
from kb.core.models import Work
from kb.vocabulary import labels

from . import pictures
from .markup import clean

Json = Any


class Problem(Exception):
    """What is wrong with a record: `field` is its path, `reason` a sentence."""

    def __init__(self, field: str, reason: str):
        self.field, self.reason = field, reason
        super().__init__(f"{field}: {reason}")


class Unresolved(Problem):
    """A record points to another that is not there (yet)."""


@dataclass(frozen=True)
class Field:
    """Plain text. `name`: key in the file; `attr`: attribute of the row, the same unless given."""

    name: str
    attr: str = ""
    required: bool = False

    empty: Any = field(default="", init=False, repr=False)

    @property
    def attribute(self) -> str:
        return self.attr or self.name

    def read(self, value: Json, path: str) -> dict[str, Any]:
        """Attributes to set on the row."""
        return {self.attribute: self.empty if value is None else self.parse(value, path)}

    def parse(self, value: Json, path: str) -> Any:
        return value

    def write(self, row: Any) -> Json:
        """The value for the file; None and empty values are left out."""
        return getattr(row, self.attribute)

    def schema(self) -> dict[str, Any]:
        return {"type": "string"}


class Text(Field):
    """Plain text."""


class Rich(Field):
    """Rich text: paragraphs, lists, emphasis, links. Cleaned when it is read."""

    def parse(self, value: Json, path: str) -> str:
        return clean(value)

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "description": "HTML of p, ul, ol, li, b, i and a[href]"}


class Lines(Field):
    """A list of texts, kept as lines."""

    def parse(self, value: Json, path: str) -> str:
        return "\n".join(value)

    def write(self, row: Any) -> list[str]:
        return [line for line in getattr(row, self.attribute).splitlines() if line.strip()]

    def schema(self) -> dict[str, Any]:
        return {"type": "array", "items": {"type": "string", "pattern": r"^[^\r\n]*\S[^\r\n]*$"}}


class Flag(Field):
    empty = False

    def schema(self) -> dict[str, Any]:
        return {"type": "boolean"}


class Integer(Field):
    empty = None

    def schema(self) -> dict[str, Any]:
        return {"type": "integer", "minimum": -32768, "maximum": 32767}


class Number(Field):
    """A decimal number; written as an integer when it is one."""

    empty = None

    def parse(self, value: Json, path: str) -> Decimal:
        try:
            return Decimal(str(value))
        except InvalidOperation:
            raise Problem(path, _("“%s” is no number.") % value) from None

    def write(self, row: Any) -> int | float | None:
        value = getattr(row, self.attribute)
        if value is None:
            return None
        return int(value) if value == value.to_integral_value() else float(value)

    def schema(self) -> dict[str, Any]:
        return {"type": "number", "minimum": -1e15, "maximum": 1e15}


class Day(Field):
    """A whole date."""

    empty = None

    def parse(self, value: Json, path: str) -> date:
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise Problem(path, _("“%s” is no date. Write it as 2020-10-27.") % value) from None

    def write(self, row: Any) -> str | None:
        value = getattr(row, self.attribute)
        return value.isoformat() if value else None

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "pattern": r"^\d{4}-\d\d-\d\d$"}


class PartialDay(Field):
    """A year, a month or a day."""

    def parse(self, value: Json, path: str) -> str:
        try:
            validate_partial_date(value)
        except ValidationError as error:
            raise Problem(path, " ".join(error.messages)) from None
        return value

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "pattern": r"^[12]\d{3}(-\d\d(-\d\d)?)?$"}


@dataclass(frozen=True)
class Term(Field):
    """A key of the vocabulary."""

    scheme: str = ""
    empty = None

    def read(self, value: Json, path: str) -> dict[str, Any]:
        return {f"{self.attribute}_id": self.identify(value, path) if value is not None else None}

    def identify(self, key: str, path: str) -> int:
        try:
            return labels.term_ids(self.scheme, [key])[key]
        except labels.UnknownTerm:
            problem = _("“%(key)s” is not in the list “%(scheme)s”.") % {"key": key, "scheme": self.scheme}
            raise Problem(path, problem) from None

    def write(self, row: Any) -> str | None:
        return getattr(row, f"{self.attribute}_key")

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "description": f"a key of the list “{self.scheme}”"}


@dataclass(frozen=True)
class Reference(Field):
    """Another work by its external id. The original must be there; importing tries again later if it is not."""

    kind: str = ""
    empty = None

    def read(self, value: Json, path: str) -> dict[str, Any]:
        if value is None:
            return {f"{self.attribute}_id": None}
        found = Work.objects.named(value, self.kind)
        if found is None:
            raise Unresolved(path, _("There is no %(kind)s “%(id)s”.") % {"kind": self.kind, "id": value})
        return {f"{self.attribute}_id": found}

    def write(self, row: Any) -> str | None:
        page = getattr(row, self.attribute)
        return page.work.external_id or page.work.code if page is not None else None


class Picture(Field):
    """A photograph in a file beside the file of records; the same picture is kept once."""

    empty = None

    def parse(self, value: Json, path: str) -> Any:
        try:
            return pictures.keep(value)
        except pictures.NoPicture as error:
            raise Problem(path, str(error)) from None

    def write(self, row: Any) -> str:
        return pictures.name_of(getattr(row, self.attribute))


@dataclass(frozen=True)
class Rows:
    """Child rows: a list of objects, or with one `bare` field a list of values."""

    name: str
    model: Any
    fields: Sequence[Any] = ()
    attr: str = ""
    bare: bool = False
    required: bool = False

    @property
    def attribute(self) -> str:
        return self.attr or self.name

    def read(self, value: Json, path: str) -> dict[str, Any]:
        rows = []
        for index, item in enumerate(value or []):
            values = {self.fields[0].name: item} if self.bare else item
            place = f"{path}[{index}]"
            row = self.model(sort_order=index)
            for name, parsed in read_all(self.fields, values, place).items():
                setattr(row, name, parsed)
            rows.append(row)
        return {self.attribute: rows}

    def write(self, page: Any) -> list[Json]:
        rows = getattr(page, self.attribute).all()
        if self.bare:
            return [self.fields[0].write(row) for row in rows]
        return [write_all(self.fields, row) for row in rows]

    def schema(self) -> dict[str, Any]:
        item = self.fields[0].schema() if self.bare else object_schema(self.fields)
        return {"type": "array", "items": item}


@dataclass(frozen=True)
class Tags:
    """Free tags."""

    name: str = "tags"
    attribute: str = "tags"
    required: bool = False

    def read(self, value: Json, path: str) -> dict[str, Any]:
        return {self.attribute: list(dict.fromkeys(tag.strip() for tag in value or [] if tag.strip()))}

    def write(self, page: Any) -> list[str]:
        return sorted(tag.name for tag in page.tags.all())

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
        blocks = []
        for index, item in enumerate(value or []):
            texts = {
                each.name: each.parse(item[each.name], f"{path}[{index}].{each.name}")
                for each in self.fields
                if item.get(each.name)
            }
            blocks.append({"type": self.block, "value": texts})
        return {self.attribute: json.dumps(blocks)}

    def write(self, page: Any) -> list[Json]:
        found = []
        for item in getattr(page, self.attribute):
            raw = item.block.get_prep_value(item.value)
            found.append({each.name: str(raw[each.name]) for each in self.fields if raw.get(each.name)})
        return found

    def schema(self) -> dict[str, Any]:
        return {"type": "array", "items": object_schema(self.fields)}


def read_all(fields: Iterable[Any], values: Mapping[str, Json], path: str) -> dict[str, Any]:
    """Attributes from the values of an object; what is missing is emptied."""
    found: dict[str, Any] = {}
    for each in fields:
        value = values.get(each.name)
        if value in (None, "", []) and each.required:
            raise Problem(f"{path}.{each.name}", _("This is missing."))
        found.update(each.read(value, f"{path}.{each.name}"))
    return found


def write_all(fields: Iterable[Any], row: Any) -> dict[str, Json]:
    """An object for the file, without what is empty."""
    values = ((each.name, each.write(row)) for each in fields)
    return {name: value for name, value in values if value not in (None, "", [], False)}


def object_schema(fields: Iterable[Any], **more: Any) -> dict[str, Any]:
    """JSON Schema of an object with these fields and no others; null means left out."""
    fields = list(fields)
    properties = {each.name: {"anyOf": [each.schema(), {"type": "null"}]} for each in fields}
    required = [each.name for each in fields if each.required]
    schema: dict[str, Any] = {
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
        **more,
    }
    return {**schema, "required": required} if required else schema
