"""What a form asks, in the language that is active: read from the parts of the form, so that there is no second list."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from kb.core import cldr

from ..parts import Part

MOST_SHOWN = 120  # choices that are listed beside a field; countries are more, and need no list


class Kind(Enum):
    """How a question is answered: in a line, in paragraphs, by one choice, by several, by a tick."""

    LINE = "line"
    TEXT = "text"
    ONE = "one"
    SEVERAL = "several"
    TICK = "tick"


@dataclass(frozen=True, slots=True)
class Question:
    """One field. `tag` names it in a document; `choices`: (name of a group or "", values with their labels)."""

    part: str
    relation: str
    name: str
    label: str
    help: tuple[str, ...]
    kind: Kind
    choices: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = ()

    @property
    def tag(self) -> str:
        return ".".join(filter(None, (self.part, self.relation, self.name)))

    @property
    def offered(self) -> list[tuple[str, str]]:
        """Values and labels, whatever group they stand in."""
        return [choice for _group, choices in self.choices for choice in choices]

    @property
    def listed(self) -> str:
        """The choices of which one is taken as a sentence, for editors that show no list; empty where it is long."""
        if self.kind is not Kind.ONE or len(self.offered) > MOST_SHOWN:
            return ""
        return _("Choose one: %(choices)s") % {
            "choices": cldr.listed([label for _key, label in self.offered])
        }


@dataclass(frozen=True, slots=True)
class AskedRows:
    """The questions of each row of a relation."""

    relation: str
    title: str
    each: str
    questions: tuple[Question, ...]

    def heading(self, number: int) -> str:
        """What stands above a row."""
        return f"{self.each} {cldr.number(number)}"


@dataclass(frozen=True, slots=True)
class Asked:
    """The questions of a part, and those of its rows."""

    key: str
    title: str
    questions: tuple[Question, ...]
    rows: tuple[AskedRows, ...]

    @property
    def all(self) -> Iterator[Question]:
        yield from self.questions
        for each in self.rows:
            yield from each.questions


def asked(parts: Iterable[Part], page: Any) -> list[Asked]:
    """What these parts ask of a page, such as an empty one."""
    return [_part(part, page) for part in parts]


def _part(part: Part, page: Any) -> Asked:
    columns = part.columns(page=page).fields if part.columns is not None else {}
    rows = []
    for each in part.rows:
        fields = each.formset.form(page=page).fields
        questions = _questions(part.key, each.relation, fields)
        rows.append(AskedRows(each.relation, str(each.title), str(each.each), questions))
    return Asked(part.key, str(part.title), _questions(part.key, "", columns), tuple(rows))


def _questions(part: str, relation: str, fields: dict[str, forms.Field]) -> tuple[Question, ...]:
    found = []
    for name, field in fields.items():
        if isinstance(field.widget, forms.HiddenInput):
            continue
        told = tuple(line for line in str(field.help_text).split("\n") if line)
        kind, choices = _kind(field), choices_of(field)
        found.append(Question(part, relation, name, str(field.label), told, kind, choices))
    return tuple(found)


def _kind(field: forms.Field) -> Kind:
    if isinstance(field.widget, forms.CheckboxSelectMultiple):
        return Kind.SEVERAL
    if isinstance(field, forms.BooleanField):
        return Kind.TICK
    if choices_of(field):
        return Kind.ONE
    return Kind.TEXT if isinstance(field.widget, forms.Textarea) else Kind.LINE


def choices_of(field: Any) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """The choices of a field in their groups; none where it has none, or none yet, as that of the sources of a case."""
    groups: list[tuple[str, tuple[tuple[str, str], ...]]] = []
    for value, label in getattr(field, "choices", ()):
        if isinstance(label, list | tuple):
            groups.append((str(value), _texts(label)))
        elif str(value):
            groups.append(("", _texts([(value, label)])))
    return tuple(groups)


def _texts(choices: Sequence[Any]) -> tuple[tuple[str, str], ...]:
    return tuple((str(value), str(label)) for value, label in choices)
