"""Reading a file of records: line by line, every problem reported, nothing else lost.

Memory does not grow with the file: of a line that waits for another, only its place is kept, and of the problems
the first thousand. Of the lines that wait to the end, their names are kept, too.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from django.db import transaction
from django.utils.translation import gettext as _

from kb.vocabulary.snapshot import held

from . import registry
from .loading import Loader
from .parsing import BLANK, LINE_LIMIT, parse
from .pictures import Album, opened
from .problems import Collector, Problem, Problems

PROBLEMS_KEPT = 1000
ROW = re.compile(r"facts\.(?P<name>\w+)\[(?P<index>\d+)\]")


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
    """What an import did.

    `outcomes` counts "created", "updated" and "unchanged", `failed` the lines that did not go in; `problems`
    holds the first thousand; `kept` is False when nothing stayed.
    """

    outcomes: Counter[str] = field(default_factory=Counter)
    failed: int = 0
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
    overwrite_drafts: bool = False,
    progress: Progress | None = None,
    problem: Callable[[LineProblem], None] | None = None,
) -> Report:
    """Import a file of records; what goes in is published at once.

    Good lines go in and bad ones are reported; with `strict` all or none; with `dry_run` nothing stays. Both
    hold one transaction for the whole file. `progress(bytes done, bytes of the file)` is called after every line,
    `problem` as soon as one is found.
    """
    report = Report()
    with path.open("rb") as stream, held(), opened(Album(source=path.resolve().parent)) as album:
        run = _Run(
            stream,
            path.stat().st_size,
            report,
            album,
            Loader(overwrite_drafts=overwrite_drafts),
            progress,
            problem,
        )
        if not (dry_run or strict):
            run.all()
            return report
        try:
            with album.attempt(), transaction.atomic():
                run.all()
                if dry_run or report.failed:
                    raise _GiveUp
        except _GiveUp:
            report.kept = False
    return report


@dataclass
class _Run:
    stream: BinaryIO
    size: int
    report: Report
    album: Album
    loader: Loader
    progress: Progress | None
    on_problem: Callable[[LineProblem], None] | None

    def all(self) -> None:
        waiting = [
            (number, place)
            for number, place, line in self._lines()
            if not self._line(number, line, final=False)
        ]
        while waiting:  # for records that stand further down
            left = [
                (number, place)
                for number, place in waiting
                if not self._line(number, self._at(place), final=False)
            ]
            if len(left) == len(waiting):
                together = self._together(left)
                for number, place in left:
                    if number not in together:
                        self._line(number, self._at(place), final=True)
                return
            waiting = left

    def _together(self, waiting: list[tuple[int, int]]) -> set[int]:
        """Import the lines that wait for each other, all or none; answers the numbers of those that went in.

        Each goes in without the pointers to records that are not there, and then again as it is. Lines that
        turn out wrong are left out, and with them whatever needs them.
        """
        group = self._closed(waiting)
        while group:
            outcomes: dict[int, str] = {}
            wrong: set[int] = set()
            try:
                with self.album.attempt(), transaction.atomic():
                    for whole in (False, True):
                        for number, place in group:
                            try:
                                with transaction.atomic():
                                    outcome = self._import(self._at(place), whole=whole)
                            except Problems:
                                self.loader.forget()
                                wrong.add(number)
                            else:
                                if outcomes.get(number, "unchanged") == "unchanged":
                                    outcomes[number] = outcome
                        if wrong:
                            raise _GiveUp
            except _GiveUp:
                self.loader.forget()
                group = [(number, place) for number, place in group if number not in wrong]
            else:
                self.report.outcomes.update(outcomes.values())
                break
        return {number for number, _place in group}

    def _closed(self, waiting: list[tuple[int, int]]) -> list[tuple[int, int]]:
        """The lines that wait for nothing but each other."""
        names: dict[int, set[str]] = {}
        needs: dict[int, set[str]] = {}
        for number, place in waiting:
            record, _wrong = parse(self._at(place))
            names[number] = {record["external_id"], record["slug"]}
            needs[number] = {each.waits for each in _missing(record)}
        while True:
            there = set().union(*names.values())
            lost = [number for number in names if not needs[number] <= there]
            if not lost:
                return [(number, place) for number, place in waiting if number in names]
            for number in lost:
                del names[number]

    def _lines(self) -> Iterator[tuple[int, int, bytes]]:
        number = 0
        while True:
            place = self.stream.tell()
            line = self.stream.readline(LINE_LIMIT + 1)
            if not line:
                return
            number += 1
            rest = line
            while rest and not rest.endswith(b"\n"):  # a line that is too long, or the last one
                rest = self.stream.readline(LINE_LIMIT)
            if line.strip(BLANK):
                yield number, place, line
            if self.progress:
                self.progress(self.stream.tell(), self.size)

    def _at(self, place: int) -> bytes:
        self.stream.seek(place)
        return self.stream.readline(LINE_LIMIT + 1)

    def _line(self, number: int, line: bytes, *, final: bool) -> bool:
        """Import one line; False when it waits for a record that may come later."""
        try:
            with self.album.attempt(), transaction.atomic():
                self.report.outcomes[self._import(line)] += 1
        except Problems as found:
            self.loader.forget()
            if found.wait and not final:
                return False
            self._tell(number, found)
        return True

    def _import(self, line: bytes, *, whole: bool = True) -> str:
        """Put a line in; one that is not `whole` goes in without pointers to what is not there."""
        record, wrong = parse(line)
        if not whole:
            _leave_out(record, _missing(record))
        exchange = registry.get(record["kind"])
        assert exchange is not None
        problems = Collector(wrong)
        known = {each.field for each in wrong}
        try:
            values = exchange.read(record)
        except Problems as found:
            more = [each for each in found.problems if each.field not in known]
            definite = [each for each in more if not each.waits]
            problems.take(Problems(definite if wrong or definite else more))
        problems.settle()
        return self.loader.load(exchange, record, values)

    def _tell(self, number: int, found: Problems) -> None:
        self.report.failed += 1
        for each in found.problems:
            told = _told(number, each)
            if len(self.report.problems) < PROBLEMS_KEPT:
                self.report.problems.append(told)
            if self.on_problem:
                self.on_problem(told)


def _missing(record: dict[str, Any]) -> list[Problem]:
    """The pointers to records that are not there."""
    exchange = registry.get(record["kind"])
    assert exchange is not None
    try:
        exchange.read(record)
    except Problems as found:
        return [each for each in found.problems if each.waits]
    return []


def _leave_out(record: dict[str, Any], missing: list[Problem]) -> None:
    """Take the rows with these pointers out of the facts: `facts.people[0].expert` is one of `people`."""
    rows: dict[str, set[int]] = {}
    for each in missing:
        if found := ROW.match(each.field):
            rows.setdefault(found["name"], set()).add(int(found["index"]))
    for name, indices in rows.items():
        record["facts"][name] = [row for at, row in enumerate(record["facts"][name]) if at not in indices]


def _told(number: int, problem: Problem) -> LineProblem:
    return LineProblem(number, problem.field or "record", problem.reason)
