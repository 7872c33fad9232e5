"""Reading a file of records: line by line, every problem reported, nothing else lost.

Memory does not grow with the file: of a line that waits for another, only its place is kept.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, BinaryIO

from django.db import transaction
from django.utils.translation import gettext as _
from jsonschema import Draft202012Validator

from kb.vocabulary.snapshot import held

from . import pictures, registry
from .fields import Problem, Unresolved

LINE_LIMIT = 8 * 1024 * 1024  # bytes; a record of ten long texts has a tenth of it


@dataclass(frozen=True, slots=True)
class LineProblem:
    """What is wrong with one line of the file; lines count from 1."""

    line: int
    field: str
    reason: str

    def __str__(self) -> str:
        return _("line %(line)d, %(field)s: %(reason)s") % {
            "line": self.line,
            "field": self.field,
            "reason": self.reason,
        }


@dataclass
class Report:
    """What an import did. `outcomes` counts "created", "updated" and "unchanged"."""

    outcomes: Counter[str] = field(default_factory=Counter)
    problems: list[LineProblem] = field(default_factory=list)
    kept: bool = True


class _GiveUp(Exception):
    """Leaves the outer transaction without keeping anything."""


Progress = Callable[[int, int], None]


def import_file(
    path: Path,
    *,
    dry_run: bool = False,
    strict: bool = False,
    progress: Progress | None = None,
    problem: Callable[[LineProblem], None] | None = None,
) -> Report:
    """Import a file of records.

    Good lines go in and bad ones are reported; with `strict` all or none; with `dry_run` nothing stays.
    `progress(bytes done, bytes of the file)` is called after every line, `problem` as soon as one is found.
    """
    report = Report()
    with path.open("rb") as stream, held(), pictures.folder(path.parent):
        run = _Run(stream, path.stat().st_size, report, progress, problem)
        if not (dry_run or strict):
            run.all()
            return report
        try:
            with transaction.atomic():
                run.all()
                if dry_run or report.problems:
                    raise _GiveUp
        except _GiveUp:
            report.kept = False
    return report


@dataclass
class _Run:
    stream: BinaryIO
    size: int
    report: Report
    progress: Progress | None
    on_problem: Callable[[LineProblem], None] | None

    def all(self) -> None:
        waiting = [
            (number, place)
            for number, place, line in self._lines()
            if not self._line(number, line, final=False)
        ]
        while waiting:
            left = [
                (number, place)
                for number, place in waiting
                if not self._line(number, self._at(place), final=False)
            ]
            if len(left) == len(waiting):
                for number, place in left:
                    self._line(number, self._at(place), final=True)
                return
            waiting = left

    def _lines(self) -> Iterator[tuple[int, int, bytes]]:
        number = 0
        while True:
            place = self.stream.tell()
            line = self.stream.readline(LINE_LIMIT)
            if not line:
                return
            number += 1
            while (
                not line.endswith(b"\n")
                and len(line) >= LINE_LIMIT
                and (rest := self.stream.readline(LINE_LIMIT))
            ):
                if rest.endswith(b"\n"):
                    break
            if line.strip():
                yield number, place, line
            if self.progress:
                self.progress(self.stream.tell(), self.size)

    def _at(self, place: int) -> bytes:
        self.stream.seek(place)
        return self.stream.readline(LINE_LIMIT)

    def _line(self, number: int, line: bytes, *, final: bool) -> bool:
        """Import one line; False when it waits for a record that may come later."""
        try:
            record = parse(line)
            exchange = registry.get(record.get("kind"))
            assert exchange is not None
            with transaction.atomic():
                self.report.outcomes[exchange.load(record)] += 1
        except Unresolved as waits:
            if not final:
                return False
            self._tell(number, waits)
        except Problem as found:
            self._tell(number, found)
        except _Problems as found:
            for each in found.problems:
                self._tell(number, each)
        return True

    def _tell(self, number: int, problem: Problem) -> None:
        told = LineProblem(number, problem.field, problem.reason)
        self.report.problems.append(told)
        if self.on_problem:
            self.on_problem(told)


class _Problems(Exception):
    def __init__(self, problems: list[Problem]):
        self.problems = problems
        super().__init__(str(problems))


def parse(line: bytes) -> Mapping[str, Any]:
    """The record in one line. Raises `Problem` or several at once when it does not fit the schema."""
    if len(line) >= LINE_LIMIT:
        raise Problem("record", _("This line is longer than 8 MB."))
    try:
        text = line.decode("utf-8-sig")
        record = json.loads(text, parse_constant=_no_constant)
    except UnicodeDecodeError:
        raise Problem("record", _("This line is not UTF-8.")) from None
    except (ValueError, RecursionError) as error:
        raise Problem("record", _("This line is not JSON: %s.") % error) from None
    if not isinstance(record, dict):
        raise Problem("record", _("A line holds one JSON object."))
    if registry.get(record.get("kind")) is None:
        known = ", ".join(exchange.kind for exchange in registry.kinds())
        raise Problem("kind", _("This says what the record is: one of %s.") % known)
    _no_control_characters(record)
    problems = [_problem(error) for error in _validator(record["kind"]).iter_errors(record)]
    if problems:
        raise _Problems(problems)
    return record


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


def _no_control_characters(value: Any, path: str = "") -> None:
    if isinstance(value, str):
        if "\x00" in value or any(0xD800 <= ord(character) <= 0xDFFF for character in value):
            raise Problem(
                path, _("This text has a character that cannot be stored (NUL or half a character).")
            )
    elif isinstance(value, dict):
        for key, each in value.items():
            _no_control_characters(each, f"{path}.{key}".lstrip("."))
    elif isinstance(value, list):
        for index, each in enumerate(value):
            _no_control_characters(each, f"{path}[{index}]")


@lru_cache(maxsize=16)
def _validator(kind: str) -> Draft202012Validator:
    exchange = registry.get(kind)
    assert exchange is not None
    return Draft202012Validator(exchange.schema())


def _problem(error: Any) -> Problem:
    path = "".join(
        f"[{part}]" if isinstance(part, int) else f".{part}" for part in error.absolute_path
    ).lstrip(".")
    if error.validator == "anyOf":  # a value or null: say what is wrong with the value
        inner = next(
            (each for each in error.context if each.validator != "type" or each.validator_value != "null"),
            None,
        )
        if inner is not None:
            return _problem(inner)
    return Problem(path or "record", error.message if len(error.message) < 300 else error.message[:300] + "…")
