"""Which line of a document answers what.

A content control names its field. Where an editor has taken the controls away, the labels that stand above or beside
the places tell, in whichever of the ten languages. What belongs nowhere is handed back.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from kb.core import languages

from .lines import Line
from .markup import EMPTY_BOX
from .questions import Asked, Kind, Question
from .template import HELP, ROWS, hints

ASTRAY = gettext_lazy("This stands in no place of the form. Copy it to where it belongs.")
LONGEST_HEADING = 100  # letters
_NUMBER = re.compile(r"\s*\d+$")


def plain(text: str) -> str:
    """A text as it is compared: letters of one width and case, single spaces."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split()).rstrip(" :*")


@dataclass(frozen=True, slots=True)
class Left:
    """What could not be placed: where it stood, what it says, why it is not there and what to do."""

    where: str
    text: str
    why: str


@dataclass
class Given:
    """What was written in answer to each question: lines by the names of fields, rows by relations."""

    columns: dict[str, list[Line]] = field(default_factory=dict)
    rows: dict[str, list[dict[str, list[Line]]]] = field(default_factory=dict)

    @property
    def all_rows(self) -> Iterator[dict[str, list[Line]]]:
        for rows in self.rows.values():
            yield from rows


class Known:
    """The words of the form in every language: what it asks, and how each label leads to its field.

    `ask` gives the questions in the language that is active, `told` the other lines of the document.
    """

    def __init__(self, ask: Callable[[], list[Asked]], told: Callable[[], Iterable[str]], found: list[Line]):
        self.forms: dict[str, list[Asked]] = {}
        words: dict[str, set[str]] = {}
        self.hints: set[str] = set()
        for code in languages.CODES:
            with override(code):
                self.forms[code] = ask()
                self.hints |= {plain(hint) for hint in hints().values()}
                words[code] = {plain(line) for line in told()} | _words(self.forms[code])
        texts = [plain(line.text) for line in found]
        likely = sorted(languages.CODES, key=lambda code: -sum(text in words[code] for text in texts))
        self.fixed = set().union(*words.values())
        self.parts: dict[str, str] = {}
        self.labels: dict[str, dict[str, Question]] = {}
        self.each: dict[str, dict[str, str]] = {}
        self.choices: dict[str, dict[str, str]] = {}
        for code in likely:  # where a word means two things, that of the language of the document counts
            for form in self.forms[code]:
                self._learn(form)
        self.tags = {question.tag: question for form in self.forms[likely[0]] for question in form.all}

    def _learn(self, form: Asked) -> None:
        self.parts.setdefault(plain(form.title), form.key)
        each = self.each.setdefault(form.key, {})
        for rows in form.rows:
            each.setdefault(plain(rows.each), rows.relation)
        labels = self.labels.setdefault(form.key, {})
        for question in form.all:
            labels.setdefault(plain(question.label), question)
            choices = self.choices.setdefault(question.tag, {})
            for value, label in question.offered:
                choices.setdefault(plain(label), value)


def _words(forms: list[Asked]) -> set[str]:
    """Every line that the document has before anybody writes in it."""
    found: set[str] = set()
    for form in forms:
        found.add(form.title)
        for rows in form.rows:
            found |= {rows.heading(number) for number in range(1, ROWS + 1)}
        for question in form.all:
            found |= {question.label, *question.help, question.listed}
            found |= {group for group, _choices in question.choices}
            if question.kind is Kind.SEVERAL:
                found |= {f"{EMPTY_BOX} {label}" for _value, label in question.offered}
            if question.kind is Kind.TICK:
                found |= {EMPTY_BOX, f"{EMPTY_BOX} {question.label}"}
    return {plain(word) for word in found} - {""}


class Finder:
    """Walks through the lines of a document and sorts them by what they answer."""

    def __init__(self, known: Known, ask: list[Asked]):
        self.known = known
        self.asked = {form.key: form for form in ask}
        self.given = {form.key: Given() for form in ask}
        self.left: list[Left] = []
        self.part = ""
        self.question: Question | None = None
        self.row: dict[str, list[Line]] | None = None
        self.control = 0  # the content control in which the question was answered last
        self.place = (0, 0)  # table and row of the line before

    def walk(self, found: Iterable[Line]) -> None:
        """Sort these lines."""
        for line in found:
            self._next(line)

    def _next(self, line: Line) -> None:
        text = plain(line.text)
        if line.table != self.place[0]:
            self.row = self.question = None  # each table is a row of its own, whatever stands above it
        elif line.row != self.place[1] and line.cell == 0:
            self.question = None
        self.place = (line.table, line.row)
        question = self.known.tags.get(line.tag)
        if question is not None:
            self._in_control(question, line, text)
        elif text in self.known.hints:
            return
        elif line.cell < 1 and self._is_ours(text) and not self._is_chosen(text):
            self._move(text)
        else:
            self._loose(line)

    def _is_ours(self, text: str) -> bool:
        return text in self.known.fixed or self._heading(text) != ""

    def _is_chosen(self, text: str) -> bool:
        """Whether the last question is still open and this is one of its choices, which a label may be, too."""
        question = self.question
        is_open = question is not None and question.kind is Kind.ONE and not self._answers(question)
        return is_open and question is not None and text in self.known.choices[question.tag]

    def _heading(self, text: str) -> str:
        """The relation of which this is the heading of a row, such as “Figure 4”; else empty."""
        if len(text) > LONGEST_HEADING:
            return ""
        return self.known.each.get(self.part, {}).get(_NUMBER.sub("", text), "")

    def _in_control(self, question: Question, line: Line, text: str) -> None:
        again = self.control and self.control != line.control and question.kind is not Kind.SEVERAL
        if question != self.question or again:
            self.part = question.part
            self._enter(question)
        self.control = line.control
        if text in self.known.hints:
            return
        if line.hint:
            self.leave(line)
        else:
            self._answer(question, line)

    def _move(self, text: str) -> None:
        """What the document says itself: it tells of what the next lines are."""
        question = self.known.labels.get(self.part, {}).get(text)
        part = self.known.parts.get(text, "")
        if question is None and part and part != self.part:
            self.part, self.question, self.row = part, None, None
            question = self.known.labels[part].get(text)
        if question is not None:
            self._enter(question)
        elif relation := self._heading(text):
            self.row, self.question = self._new_row(relation), None

    def _new_row(self, relation: str) -> dict[str, list[Line]]:
        row: dict[str, list[Line]] = {}
        self.given[self.part].rows.setdefault(relation, []).append(row)
        return row

    def _enter(self, question: Question) -> None:
        """The next lines answer this question; one that the row was asked already begins another row."""
        if question.relation and (self.row is None or question.name in self.row):
            self.row = self._new_row(question.relation)
        if question.relation and self.row is not None:
            self.row.setdefault(question.name, [])
        self.question, self.control = question, 0

    def _answers(self, question: Question) -> list[Line]:
        if question.relation and self.row is not None:
            return self.row.setdefault(question.name, [])
        return self.given[self.part].columns.setdefault(question.name, [])

    def _answer(self, question: Question, line: Line) -> None:
        self._answers(question).append(line)

    def _loose(self, line: Line) -> None:
        """Something outside of the places to write: below the label of a field that is empty, it is the answer."""
        question = self.question
        if question is None or line.style == HELP:
            self.leave(line)
        elif question.kind in (Kind.TEXT, Kind.SEVERAL) or not self._answers(question):
            self._answer(question, line)
        else:
            self.leave(line)

    def leave(self, line: Line) -> None:
        """Hand a line back."""
        form = self.asked.get(self.part)
        where = form.title if form is not None else _("Beginning of the document")
        self.left.append(Left(where, line.marked or line.text, str(ASTRAY)))
