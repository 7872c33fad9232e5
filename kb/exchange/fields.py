"""One declaration a field: how it is read, written, and described in the JSON Schema.

A content app declares its facts and words with these (and with the rows of `rows.py`); reading, writing and the
published schema follow from the one declaration, so that they cannot disagree.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from kb.core import languages, untranslated
from kb.core.fields import validate_currency, validate_partial_date
from kb.core.markup import clean
from kb.core.models import Work
from kb.vocabulary import labels
from kb.vocabulary.schemes import SCHEMES

from . import markup, pictures, shape
from .problems import of_validation, problem

Json = Any
EXACT_DIGITS = 15  # of a decimal number that survives JSON in every language


@dataclass(frozen=True)
class Field:
    """Plain text. `name`: key in the file; `attr`: attribute of the row, the same unless given."""

    name: str
    attr: str = ""
    required: bool = False
    longest: int | None = None  # characters, where no model field says so

    empty: Any = field(default="", init=False, repr=False)

    @property
    def attribute(self) -> str:
        return self.attr or self.name

    def read(self, value: Json, path: str) -> dict[str, Any]:
        """Attributes to set on the row. Raises `Problems`."""
        return {self.attribute: self.empty if value is None else self.parse(value, path)}

    def parse(self, value: Json, path: str) -> Any:
        return value

    def write(self, row: Any) -> Json:
        """The value for the file; None and empty values are left out."""
        return getattr(row, self.attribute)

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "maxLength": self.longest} if self.longest else {"type": "string"}


class Text(Field):
    """Plain text, without spaces at the ends and with line ends of one sort."""

    def parse(self, value: Json, path: str) -> str:
        return value.replace("\r\n", "\n").replace("\r", "\n").strip()


class Language(Field):
    """A language tag."""

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "pattern": shape.LANGUAGE}


class Currency(Field):
    """A currency by its code of ISO 4217."""

    def parse(self, value: Json, path: str) -> str:
        try:
            if value:
                validate_currency(value)
        except ValidationError as error:
            raise of_validation(error, path) from None
        return value


class Rich(Field):
    """Rich text: paragraphs, lists, emphasis, links. Cleaned when it is read."""

    def parse(self, value: Json, path: str) -> str:
        return clean(value)

    def write(self, row: Any) -> str:
        return markup.portable(str(getattr(row, self.attribute)))

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "description": "HTML of p, ul, ol, li, b, i and a[href]"}


class Untranslated(Field):
    """Passages of a translation that nobody has translated: their texts without markup, by the language they are in."""

    def read(self, value: Json, path: str) -> dict[str, Any]:
        given = value or {}
        # The check of the schema empties wrong values; of unknown names it only tells.
        known = [code for code in languages.CODES if given.get(code)]
        return {
            self.attribute: {untranslated.key(text): code for code in known for text in given[code] if text}
        }

    def write(self, row: Any) -> dict[str, list[str]] | None:
        found: dict[str, list[str]] = {}
        for text in untranslated.passages(row) if row.untranslated else ():
            code = row.untranslated.get(untranslated.key(text))
            if code and text not in found.setdefault(code, []):
                found[code].append(text)
        return found or None

    def schema(self) -> dict[str, Any]:
        texts = {"type": "array", "items": {"type": "string"}}
        return {
            "type": "object",
            "additionalProperties": False,
            "properties": dict.fromkeys(languages.CODES, texts),
        }

    def leave_out(self, words: dict[str, Any], texts: Iterable[str]) -> None:
        """Take out of words in a record, marked passages that say one of these texts."""
        gone = {untranslated.key(text) for text in texts}
        marked = words.pop(self.name, {})
        left = {
            code: [text for text in marked[code] if untranslated.key(text) not in gone] for code in marked
        }
        if left := {code: found for code, found in left.items() if found}:
            words[self.name] = left


class Lines(Field):
    """A list of texts, kept as lines."""

    def parse(self, value: Json, path: str) -> str:
        return "\n".join(line.strip() for line in value if line)

    def write(self, row: Any) -> list[str]:
        return [line.strip() for line in getattr(row, self.attribute).splitlines() if line.strip()]

    def schema(self) -> dict[str, Any]:
        return {"type": "array", "items": {"type": "string", "pattern": shape.LINE}}


class Flag(Field):
    empty = False

    def schema(self) -> dict[str, Any]:
        return {"type": "boolean"}


class Integer(Field):
    empty = None

    def schema(self) -> dict[str, Any]:
        return {"type": "integer", "minimum": 0, "maximum": 32767}


class Number(Field):
    """A decimal number; written as an integer when it is one."""

    empty = None

    def parse(self, value: Json, path: str) -> Decimal:
        number = Decimal(str(value))
        if len(number.normalize().as_tuple().digits) > EXACT_DIGITS:
            raise problem(path, _("A number has at most %d digits.") % EXACT_DIGITS)
        return number

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
            raise problem(path, _("“%s” is no date. Write it as 2020-10-27.") % value) from None

    def write(self, row: Any) -> str | None:
        value = getattr(row, self.attribute)
        return value.isoformat() if value else None

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "pattern": shape.DAY}


class PartialDay(Field):
    """A year, a month or a day."""

    def parse(self, value: Json, path: str) -> str:
        try:
            validate_partial_date(value)
        except ValidationError as error:
            raise of_validation(error, path) from None
        return value

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "pattern": shape.PARTIAL_DAY}


@dataclass(frozen=True)
class Key(Field):
    """A key of the vocabulary, kept as text."""

    scheme: str = ""

    def parse(self, value: Json, path: str) -> Any:
        self.identify(value, path)
        return value

    def identify(self, key: str, path: str) -> int:
        """The id of the term."""
        try:
            return labels.term_ids(self.scheme, [key])[key]
        except labels.UnknownTerm:
            known = [entry.key for entry in labels.entries(self.scheme)]
            reason = _("%(list)s: %(reason)s") % {
                "list": SCHEMES[self.scheme],
                "reason": shape.none_of(key, known),
            }
            raise problem(path, reason) from None

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "description": f"a key of the list “{self.scheme}”"}


class Term(Key):
    """A key of the vocabulary, kept as a foreign key."""

    empty = None

    def read(self, value: Json, path: str) -> dict[str, Any]:
        return {f"{self.attribute}_id": self.identify(value, path) if value is not None else None}

    def write(self, row: Any) -> str | None:
        return getattr(row, f"{self.attribute}_key")


@dataclass(frozen=True)
class Reference(Field):
    """Another work by its external id. The original must be there; importing tries again later if it is not."""

    kind: str = ""

    def read(self, value: Json, path: str) -> dict[str, Any]:
        if value is None:
            return {f"{self.attribute}_id": None}
        found = Work.objects.named(value, self.kind)
        if found is None:
            reason = _("There is no record “%(id)s” of the type %(kind)s.")
            raise problem(path, reason % {"kind": self.kind, "id": value}, waits=value)
        return {f"{self.attribute}_id": found}

    def write(self, row: Any) -> str | None:
        page = getattr(row, f"{self.attribute}_id")
        work = Work.objects.filter(original=page).first() if page is not None else None
        return name_of(work) if work is not None else None


class Picture(Field):
    """A photograph in a file beside the file of records; the same picture is kept once."""

    empty = None

    def parse(self, value: Json, path: str) -> Any:
        try:
            return pictures.keep(value)
        except pictures.NoPicture as error:
            raise problem(path, str(error)) from None

    def write(self, row: Any) -> str | None:
        image = getattr(row, self.attribute)
        return pictures.name_of(image) if image is not None else None


def name_of(work: Work) -> str:
    """The external id of a work; one that was made on the site is named by its code."""
    return work.external_id or work.code
