"""A document that somebody has filled in, written into the draft of a page by the forms of its parts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import IO, Any

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from kb.core import cldr

from ..filling import Filling
from ..parts import BlocksOf, Part, RowsOf
from ..rows import MOST
from .finding import ASTRAY, Finder, Given, Known, Left
from .lines import LONGEST, Line, Reader
from .markup import EMPTY_BOX
from .package import Budget, Package, opened
from .questions import Asked, Question, asked
from .template import guide
from .values import NO_CHOICE, Unknown, value

MOST_PICTURES = 20  # that are named
LONGEST_NAME = 80  # letters of a picture

Data = dict[str, Any]


class Document:
    """A document that was sent, sorted by what its lines answer. Raises `ValidationError` for one that is none.

    `told`: gives what it says at its beginning, in the language that is active. `converted`: whether something in it was
    typed in Zawgyi and is Unicode now.
    """

    def __init__(self, file: IO[bytes], parts: Iterable[Part], page: Any, told: Any):
        self.parts = list(parts)
        package = opened(file)
        reader = Reader(package.links)
        found = reader.lines(package.main)
        beside = [line for root in package.elsewhere for line in reader.lines(root)]
        self.converted = reader.converted
        self.known = Known(lambda: asked(self.parts, page), lambda: [*guide(), *told()], found)
        self.asked = {form.key: form for form in asked(self.parts, page)}
        finder = Finder(self.known, list(self.asked.values()))
        finder.walk(found)
        self.left = [*finder.left, *_beside(beside), *_pictures(package)]
        self.given = finder.given

    @property
    def is_empty(self) -> bool:
        """Whether nobody has written anything in it."""
        return not self.left and not any(map(_is_written, self._answers()))

    def _answers(self) -> Iterator[Line]:
        for given in self.given.values():
            for found in (
                *given.columns.values(),
                *(each for row in given.all_rows for each in row.values()),
            ):
                yield from found

    def title(self, part: str, name: str) -> str:
        """What was written in a line of a part; empty where nothing was."""
        return " ".join(line.text for line in self.given[part].columns.get(name, ()))

    def place(self, page: Any) -> None:
        """Write all of it into a draft, part by part; what a form refuses joins `left`.

        Raises `ValidationError` when more is left than somebody looks through.
        """
        for part in self.parts:
            self.left += _Placing(part, self.asked[part.key], self.given[part.key], self.known, page).done()
        letters = Budget(LONGEST)
        for each in self.left:
            letters.take(len(each.where) + len(each.text) + len(each.why))


def _is_written(line: Line) -> bool:
    """Whether somebody has written this: boxes that nobody ticked stand in every document."""
    return not line.text.startswith(EMPTY_BOX)


def _has_words(row: dict[str, list[Line]]) -> bool:
    return any(line.text != EMPTY_BOX for found in row.values() for line in found)


def _beside(found: list[Line]) -> list[Left]:
    return [Left(_("Margin, note or comment"), line.text, str(ASTRAY)) for line in found]


def _pictures(package: Package) -> list[Left]:
    if not package.pictures:
        return []
    where, number = _("Photographs"), len(package.pictures)
    names = [Truncator(name).chars(LONGEST_NAME) for name in package.pictures[:MOST_PICTURES]]
    if number > MOST_PICTURES:
        where, names = f"{where} ({cldr.number(number)})", [*names, "…"]
    why = _("Pictures are not taken from the document. Add them in the part “Photographs”.")
    return [Left(where, cldr.listed(names), why)]


class _Placing:
    """One part. What the forms refuse is taken out, answer by answer, until they take the rest."""

    def __init__(self, part: Part, form: Asked, given: Given, known: Known, page: Any):
        self.part, self.form, self.known, self.page = part, form, known, page
        self.left: list[Left] = []
        self.columns = self._columns(given)
        self.rows = {each.relation: self._rows(each, given) for each in part.rows}

    def done(self) -> list[Left]:
        """Write it, and tell what was left over."""
        if not self.columns and not any(self.rows.values()):
            return self.left
        filling = Filling(self.part, self.page, self._data())
        while not filling.is_valid():
            if not self._take_out(filling):
                return [*self.left, *self._all(filling)]
            filling = Filling(self.part, self.page, self._data())
        filling.write(self.page)
        return self.left

    # --- from lines to what a browser would send

    def _columns(self, given: Given) -> Data:
        if self.part.columns is None:
            return {}
        fields, rich = self.part.columns(page=self.page).fields, self.part.columns.rich
        found: Data = {}
        for question in self.form.questions:
            written = given.columns.get(question.name)
            if written:
                self._read(question, fields[question.name], written, question.name in rich, "", found)
        return found

    def _rows(self, each: RowsOf, given: Given) -> list[Data]:
        form: Any = each.formset.form
        fields = form(page=self.page).fields
        rich = each.rich if isinstance(each, BlocksOf) else ()
        (of_rows,) = [rows for rows in self.form.rows if rows.relation == each.relation]
        found: list[Data] = []
        written_rows = [row for row in given.rows.get(each.relation, ()) if _has_words(row)]
        for number, row in enumerate(written_rows, 1):
            data: Data = {}
            where = of_rows.heading(number)
            for question in of_rows.questions:
                if row.get(question.name):
                    is_rich = question.name in rich
                    self._read(question, fields[question.name], row[question.name], is_rich, where, data)
            if number > MOST:
                why = _("There are too many rows. Leave out those that matter least.")
                self.left.append(Left(where, self._line(of_rows.questions, data), why))
            elif any(data.values()):
                found.append({**data, "": where})
        return found

    def _read(
        self, question: Question, field: Any, written: list[Line], rich: bool, where: str, to: Data
    ) -> None:
        where = " · ".join(filter(None, (where, question.label)))
        try:
            sent, other = value(question, field, written, self.known, rich)
        except Unknown as unknown:
            other, why = unknown.lines, unknown.why
        else:
            why = str(NO_CHOICE)
            if sent:
                to[question.name] = sent
        self.left += [Left(where, line, why) for line in other]

    def _data(self) -> Data:
        """What a browser would send: what was written, and for the rest what the page says."""
        data: Data = {}
        if self.part.columns is not None:
            data |= {name: _sent(was) for name, was in self.part.columns(page=self.page).initial.items()}
            data |= self.columns
        for each in self.part.rows:
            before = each.initial(self.page)
            rows = self.rows[each.relation]
            if rows and before:  # the first takes the place of what the draft began with
                rows = [{"was": before[0]["was"], **rows[0]}, *rows[1:]]
            for number, row in enumerate(rows or before):
                data |= {f"{each.relation}-{number}-{name}": _sent(was) for name, was in row.items() if name}
            data |= {f"{each.relation}-TOTAL_FORMS": len(rows or before), f"{each.relation}-INITIAL_FORMS": 0}
        return data

    # --- what the forms refuse

    def _take_out(self, filling: Filling) -> bool:
        """Take what was refused out of what is sent; whether there was any of it."""
        taken = False
        if filling.columns is not None:
            for name, problems in filling.columns.errors.items():
                if name in self.columns:
                    label = str(filling.columns.fields[name].label)
                    self.left.append(
                        Left(label, self._shown(name, self.columns.pop(name)), " ".join(map(str, problems)))
                    )
                    taken = True
        for section in filling.sections:
            rows, kept = self.rows[section.of.relation], []
            for row, form in zip(rows, section.formset.forms, strict=False):
                refused = self._without(row, form) if form.errors else False
                taken = taken or refused
                if any(text for name, text in row.items() if name):
                    kept.append(row)
            self.rows[section.of.relation] = kept
        return taken

    def _without(self, row: Data, form: Any) -> bool:
        """Take the fields that were refused out of a row, or all of it where it cannot be kept without them."""
        where = row[""]
        refused = {name: " ".join(told) for name, told in form.errors.items() if row.get(name)}
        for name, why in refused.items():
            label = str(form.fields[name].label)
            self.left.append(Left(f"{where} · {label}", self._shown(name, row.pop(name)), why))
        if not refused:
            why = " ".join(text for told in form.errors.values() for text in told)
            questions = [
                each for rows in self.form.rows for each in rows.questions if each.name in form.fields
            ]
            self.left.append(Left(where, self._line(questions, row), why))
            row.clear()
        return True

    def _all(self, filling: Filling) -> list[Left]:
        """Everything of a part that cannot be kept for a reason that no answer has."""
        told = [error for section in filling.sections for error in section.formset.non_form_errors()]
        why = " ".join(map(str, told)) or _("This could not be kept. Write it in the form.")
        found = [Left(name, self._shown(name, text), why) for name, text in self.columns.items()]
        for rows in self.form.rows:
            for row in self.rows[rows.relation]:
                found.append(Left(row[""], self._line(rows.questions, row), why))
        return found

    def _line(self, questions: Iterable[Question], row: Data) -> str:
        return "\n".join(
            f"{each.label}: {self._shown(each.name, row[each.name])}"
            for each in questions
            if row.get(each.name)
        )

    def _shown(self, name: str, sent: Any) -> str:
        """What was written, as somebody reads it: choices by their labels."""
        labels: Mapping[str, str] = {
            key: label for each in self.form.all if each.name == name for key, label in each.offered
        }
        values = sent if isinstance(sent, list) else [sent]
        return cldr.listed([labels.get(each, each) for each in values])


def _sent(was: Any) -> Any:
    return (
        "" if was is None or was is False else [str(each) for each in was] if isinstance(was, list) else was
    )
