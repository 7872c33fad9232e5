"""What was written, as the fields of a form take it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from ..columns import offered
from .finding import Known, plain
from .lines import Line
from .markup import EMPTY_BOX
from .questions import Kind, Question, choices_of

NO_CHOICE = _("This is not one of the choices. Choose one of them in the form.")
_TICKED = re.compile(r"(?:[☒☑✓✔√✗✘■]|\[[xXvV✓]\]|[xXvV](?=\s|$))\s*")
_OPEN = re.compile(r"(?:[☐□]|\[\s*\])\s*")
_AMOUNT = re.compile(r"[\d\s.,/+-]+")


class Unknown(Exception):
    """Lines that say nothing the field can take; the message says what to do."""

    def __init__(self, lines: Iterable[str], why: str):
        super().__init__(why)
        self.lines, self.why = list(lines), why


def folded(text: str) -> str:
    """A figure or a date in Latin digits, whatever digits it was written in; other texts as they are."""
    if not _AMOUNT.fullmatch(text):
        return text
    return "".join(str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in text)


def value(
    question: Question, field: Any, lines: list[Line], known: Known, rich: bool
) -> tuple[Any, list[str]]:
    """What a field is sent for these lines, and what of them is no answer. Raises `Unknown` when nothing is."""
    if question.kind is Kind.TICK:
        return _tick(lines, known)
    if question.kind is Kind.SEVERAL:
        return _several(lines, known.choices[question.tag])
    if question.kind is Kind.TEXT:
        return _text(lines, rich), []
    text = " ".join(line.text.replace("\n", " ") for line in lines)
    if question.kind is Kind.ONE:
        return _one(text, known.choices[question.tag]), []
    pointed = choices_of(field)
    return (_pointed(text, offered(field.choices)) if pointed else folded(text)), []


def _text(lines: list[Line], rich: bool) -> str:
    """Paragraphs, with an empty line between them unless they are points of one list."""
    written = ""
    for line in lines:
        text = line.marked if rich else line.text
        listed = text.startswith("- ") and written.rpartition("\n")[2].startswith("- ")
        written += ("\n" if listed else "\n\n" if written else "") + text
    return written


def _one(text: str, choices: dict[str, str]) -> str:
    try:
        return choices[plain(text)]
    except KeyError:
        raise Unknown([text], str(NO_CHOICE)) from None


def _pointed(text: str, choices: dict[Any, Any]) -> str:
    """One of the rows of the same case, by what it is called."""
    return _one(text, {plain(str(label)): str(key) for key, label in choices.items() if key})


def _several(lines: list[Line], choices: dict[str, str]) -> tuple[list[str], list[str]]:
    """The choices that were ticked, and lines that are none. Where an editor has lost all boxes, nothing is ticked."""
    chosen, bare, other = [], [], []
    for line in (part for each in lines for part in each.text.split("\n")):
        ticked, box = _TICKED.match(line), _OPEN.match(line)
        label = plain(line[(ticked or box).end() :] if ticked or box else line)  # type: ignore[union-attr]
        if label in choices:
            if ticked:
                chosen.append(choices[label])
            elif not box:
                bare.append(choices[label])
        elif label:
            other.append(line.strip())
    if len(bare) * 2 < len(set(choices.values())):
        chosen += bare
    return list(dict.fromkeys(chosen)), other


def _tick(lines: list[Line], known: Known) -> tuple[str, list[str]]:
    """Whether the box is ticked, and what else somebody has written there."""
    ticked, other = "", []
    for line in lines:
        mark, box = _TICKED.match(line.text), _OPEN.match(line.text)
        rest = plain(line.text[(mark or box).end() :] if mark or box else line.text)  # type: ignore[union-attr]
        if mark:
            ticked = "on"
        if rest and plain(f"{EMPTY_BOX} {rest}") not in known.fixed:
            other.append(line.text)
    return ticked, other
