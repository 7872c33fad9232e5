"""One line of a file becomes a record, or problems in sentences."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from . import registry, shape
from .problems import Problem, problem

LINE_LIMIT = 8 * 1024 * 1024  # bytes; a record of ten long texts has a tenth of it
DEPTH_LIMIT = 16
BLANK = b"\xef\xbb\xbf \t\r\n"  # with the byte order mark that some editors put in front


def parse(line: bytes) -> tuple[dict[str, Any], list[Problem]]:
    """The record in one line, and in what it differs from its schema; wrong values are emptied.

    Raises `Problems` when there is no record to speak of.
    """
    if len(line) > LINE_LIMIT:
        raise problem("record", _("This line is longer than %d MB.") % (LINE_LIMIT // 1024 // 1024))
    record = _decoded(line)
    if not isinstance(record, dict):
        raise problem("record", _("A line holds one JSON object."))
    exchange = registry.get(record.get("kind"))
    if exchange is None:
        known = ", ".join(each.kind for each in registry.kinds())
        raise problem("kind", _("This says what the record is: one of %s.") % known)
    _check_characters(record, "", 0)
    return record, shape.check(record, exchange.validator)


def _decoded(line: bytes) -> Any:
    try:
        return json.loads(
            line.decode("utf-8-sig"),
            parse_float=Decimal,
            parse_constant=_no_constant,
            object_pairs_hook=_object,
        )
    except UnicodeDecodeError as error:
        raise problem("record", _("This line is not UTF-8 (byte %d).") % (error.start + 1)) from None
    except json.JSONDecodeError as error:
        raise problem("record", _("This line is not JSON (character %d).") % (error.pos + 1)) from None
    except (ValueError, RecursionError):
        raise problem("record", _("This line is not JSON.")) from None


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object; a name that stands in it twice would silently lose a value."""
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _value in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise problem(twice, _("This stands twice in one object."))
    return found


def _check_characters(value: Any, path: str, depth: int) -> None:
    if depth > DEPTH_LIMIT:
        raise problem(path, _("This is nested too deeply."))
    if isinstance(value, str):
        if not value.isprintable() and any(map(_is_no_text, value)):
            raise problem(path, _("This text has a character that cannot be stored or shown."))
    elif isinstance(value, dict):
        for key, each in value.items():
            if any(map(_is_no_text, key)):
                raise problem(
                    path or "record", _("This text has a character that cannot be stored or shown.")
                )
            _check_characters(each, f"{path}.{key}".lstrip("."), depth + 1)
    elif isinstance(value, list):
        for index, each in enumerate(value):
            _check_characters(each, f"{path}[{index}]", depth + 1)


def _is_no_text(character: str) -> bool:
    """Control characters but tab and line end, and halves of characters."""
    return (
        (character < " " and character not in "\t\n\r")
        or "\x7f" <= character <= "\x9f"
        or "\ud800" <= character <= "\udfff"
    )
