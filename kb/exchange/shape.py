"""Whether a record has the shape that the JSON Schema says, told in sentences rather than in the schema's words."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from .problems import Problem

SLUG = r"^[a-z0-9][a-z0-9-]{1,58}[a-z0-9]$(?!\n)"
NAME = r"^\S([^\r\n]*\S)?$(?!\n)"
DAY = r"^\d{4}-\d\d-\d\d$(?!\n)"
PARTIAL_DAY = r"^[12]\d{3}(-\d\d(-\d\d)?)?$(?!\n)"
LINE = r"^[^\r\n]*\S[^\r\n]*$(?!\n)"
LANGUAGE = r"^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$(?!\n)"

_PATTERNS = {
    SLUG: lazy("Write 3 to 60 small letters, digits and hyphens, with no hyphen at the ends."),
    NAME: lazy("Write one line without spaces at the ends."),
    DAY: lazy("Write a date as 2020-10-27."),
    PARTIAL_DAY: lazy("Write a year, a month or a day as 2020, 2020-10 or 2020-10-27."),
    LINE: lazy("Write one line that is not empty."),
    LANGUAGE: lazy("Write a language tag of BCP 47, such as km or zh-Hans."),
}
_TYPES = {
    "string": lazy("This must be a text, in quotes."),
    "number": lazy("This must be a number, without quotes."),
    "integer": lazy("This must be a whole number, without quotes."),
    "boolean": lazy("This must be true or false."),
    "array": lazy("This must be a list, in square brackets."),
    "object": lazy("This must be an object, in braces."),
}


def check(record: dict[str, Any], validator: Draft202012Validator) -> list[Problem]:
    """Everything in which the record differs from its schema. Wrong values are emptied, so that the rest can be read."""
    errors = [leaf for error in validator.iter_errors(record) for leaf in _leaves(error)]
    problems = dict.fromkeys(problem for error in errors for problem in _sentences(error))
    for error in errors:
        if error.validator not in ("required", "additionalProperties"):
            _empty(record, list(error.absolute_path))
    return list(problems)


def _leaves(error: ValidationError) -> Iterator[ValidationError]:
    """Of “a value or null” the errors of the value: in a list, those of every item."""
    inner = [each for each in error.context or () if each.validator_value != "null"]
    if error.validator != "anyOf" or not inner:
        yield error
        return
    for each in inner:
        yield from _leaves(each)


def _sentences(error: ValidationError) -> Iterator[Problem]:
    path, value, rule = _path(error.absolute_path), error.instance, error.validator_value
    match error.validator:
        case "required":
            for name in rule:
                if name not in value:
                    yield Problem(_below(path, name), _("This is missing."))
        case "additionalProperties":
            known = list(error.schema["properties"])
            for name in value:
                if name not in known:
                    yield Problem(_below(path, name), unknown_field(name, known))
        case _:
            yield Problem(path or "record", _sentence(error.validator, rule, value) or error.message[:300])


def _sentence(rule_name: str, rule: Any, value: Any) -> str:
    match rule_name:
        case "type":
            return str(_TYPES[rule])
        case "enum" | "const":
            known = [rule] if rule_name == "const" else list(rule)
            return none_of(value, [str(each) for each in known])
        case "pattern":
            return _("“%(value)s” does not fit.") % {"value": value[:100]} + f" {_PATTERNS[rule]}"
        case "maxLength":
            return _("This has %(count)d characters; at most %(most)d fit.") % {
                "count": len(value),
                "most": rule,
            }
        case "minimum":
            return _("This must be at least %s.") % rule
        case "maximum":
            return _("This must be at most %s.") % rule
        case "minLength" | "minProperties" | "minItems":
            return _("This is empty.")
    return ""


def unknown_field(name: str, known: Iterable[str]) -> str:
    return _("There is no such field here.") + _near(name, known)


def none_of(value: Any, known: list[str]) -> str:
    """That a value is not in a list, with what may have been meant, or the list when it is short."""
    near = _near(str(value), known)
    if not near and len(known) <= 12:
        near = " " + _("Known are: %s.") % ", ".join(known)
    return _("“%s” is not in the list.") % str(value)[:100] + near


def _near(name: str, known: Iterable[str]) -> str:
    found = difflib.get_close_matches(name, list(known), n=1)
    return " " + _("Did you mean “%s”?") % found[0] if found else ""


def _path(parts: Iterable[Any]) -> str:
    text = ""
    for part in parts:
        text = f"{text}[{part}]" if isinstance(part, int) else _below(text, part)
    return text


def _below(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _empty(record: Any, path: list[Any]) -> None:
    if not path:
        return
    for part in path[:-1]:
        record = record[part]
        if record is None:  # emptied before
            return
    record[path[-1]] = None
