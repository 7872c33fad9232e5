"""Bring the delivered vocabulary into the database, and leave alone what people have changed there.

Beside each row stands the hash of what was loaded into it last. A row that still has that hash is ours and follows
the files; any other was edited in the admin and is kept. Terms are never removed: a term that goes out of use gets
`"retired": true` in its file.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.db import transaction

from kb.core import languages

from . import schemes
from .models import Term, TermLabel, announce

COLUMNS = ("parent_id", "sort_order", "symbol", "unit_kind", "direction", "default_unit_id")
WORDS = ("label", "definition", "synonyms", "state")
BATCH = 500


@dataclass
class Report:
    """What a load did: counts of terms and labels, and the places where an edit was kept against the files."""

    counts: Counter[str] = field(default_factory=Counter)
    kept: list[str] = field(default_factory=list)
    unlisted: list[str] = field(default_factory=list)


@dataclass
class _Changes:
    create: list[Any] = field(default_factory=list)
    update: list[Any] = field(default_factory=list)


@transaction.atomic
def load(data: Path = schemes.DATA) -> Report:
    """Load every scheme, then every language. Repeating it changes nothing; announces all changes at once."""
    report, changed = Report(), set()
    for scheme in sorted(schemes.SCHEMES, key=lambda name: name != "unit"):  # indicators point at units
        changed |= _load_scheme(scheme, json.loads((data / f"{scheme}.json").read_text("utf-8")), report)
    terms = {(term.scheme, term.key): term.pk for term in Term.objects.all()}
    for language in languages.CODES:
        path = data / "labels" / f"{language}.json"
        if path.exists():
            changed |= _load_language(language, json.loads(path.read_text("utf-8")), terms, report)
    announce(changed)
    return report


def _load_scheme(scheme: str, rows: list[dict[str, Any]], report: Report) -> set[int]:
    """Roots first, so that children find the primary key of their parent."""
    terms = {term.key: term for term in Term.objects.in_scheme(scheme)}
    units = {term.key: term.pk for term in Term.objects.in_scheme("unit")}
    report.unlisted += [f"{scheme}: {key}" for key in terms.keys() - {row["key"] for row in rows}]
    changed: set[int] = set()
    depths: dict[str | None, int] = {None: 0}
    for row in rows:
        depths[row["key"]] = depths[row["parent"]] + 1
    for depth in range(1, max(depths.values()) + 1):
        changes = _Changes()
        for position, row in enumerate(rows):
            if depths[row["key"]] != depth:
                continue
            wanted = {
                "parent_id": terms[row["parent"]].pk if row["parent"] else None,
                "sort_order": position,
                "symbol": row.get("symbol", ""),
                "unit_kind": row.get("kind", ""),
                "direction": row.get("direction", ""),
                "default_unit_id": units[row["unit"]] if row.get("unit") else None,
            }
            # By key, not by primary key: a hash must mean the same in every database.
            mark = _hash(
                [row["parent"], position, *(row.get(n, "") for n in ("symbol", "kind", "direction", "unit"))]
            )
            term = terms.get(row["key"])
            if term is None:
                terms[row["key"]] = term = Term(scheme=scheme, key=row["key"], delivered=mark, **wanted)
                term.retired = row.get("retired", False)
                changes.create.append(term)
            else:
                _follow_term(term, wanted, mark, row, changes, report)
        changed |= _write(Term, changes, [*COLUMNS, "delivered", "retired"], "terms", report, "pk")
    return changed


def _follow_term(
    term: Term, wanted: dict[str, Any], mark: str, row: dict[str, Any], changes: _Changes, report: Report
) -> None:
    retire = row.get("retired", False) and not term.retired
    follow = term.delivered != mark
    if follow and _mark_of_term(term) != term.delivered:
        report.kept.append(f"{term.scheme}: {term.key}")
        follow = False
    if follow:
        for name, value in {**wanted, "delivered": mark}.items():
            setattr(term, name, value)
    if retire:
        term.retired = True
    if follow or retire:
        changes.update.append(term)


@dataclass(frozen=True)
class _Delivered:
    """The words of a term as a language's file gives them: label, definition, synonyms, state; the last two are optional."""

    label: str
    definition: str
    synonyms: str
    state: str

    @classmethod
    def read(
        cls, usual: str, label: str, definition: str, synonyms: Iterable[str] = (), state: str = ""
    ) -> _Delivered:
        return cls(label, definition, "\n".join(synonyms), state or usual)

    def mark(self, usual: str) -> str:
        """Without what most labels lack, so that theirs stays what it was before there was such a thing."""
        state = self.state if self.state != usual else ""
        return _hash(
            [self.label, self.definition, *([self.synonyms, state] if self.synonyms or state else [])]
        )


def _load_language(
    language: str, words: dict[str, dict[str, list[Any]]], terms: dict[tuple[str, str], int], report: Report
) -> set[int]:
    found = {label.term_id: label for label in TermLabel.objects.filter(language=language)}
    usual = TermLabel.State.ORIGINAL if language == languages.DEFAULT else TermLabel.State.MACHINE
    names = {pk: f"{language}: {scheme}: {key}" for (scheme, key), pk in terms.items()}
    changes = _Changes()
    for scheme, entries in words.items():
        for key, entry in entries.items():
            pk, wanted = terms[scheme, key], _Delivered.read(usual, *entry)
            mark, label = wanted.mark(usual), found.get(pk)
            if label is None:
                changes.create.append(
                    TermLabel(term_id=pk, language=language, delivered=mark, **asdict(wanted))
                )
            elif label.delivered != mark:
                if _Delivered(*(getattr(label, name) for name in WORDS)).mark(usual) != label.delivered:
                    report.kept.append(names[pk])
                    continue
                for name, value in {**asdict(wanted), "delivered": mark}.items():
                    setattr(label, name, value)
                changes.update.append(label)
    return _write(TermLabel, changes, [*WORDS, "delivered"], f"labels in {language}", report, "term_id")


def _mark_of_term(term: Term) -> str:
    """The hash that the row's present structure would have been delivered with."""
    return _hash(
        [
            term.parent.key if term.parent else None,
            term.sort_order,
            term.symbol,
            term.unit_kind,
            term.direction,
            term.default_unit.key if term.default_unit else "",
        ]
    )


def _write(
    model: Any, changes: _Changes, columns: list[str], what: str, report: Report, term_field: str
) -> set[int]:
    """The base manager says nothing about single batches: `load` announces the whole."""
    model._base_manager.bulk_create(changes.create, BATCH)
    model._base_manager.bulk_update(changes.update, columns, BATCH)
    report.counts[f"{what} added"] += len(changes.create)
    report.counts[f"{what} changed"] += len(changes.update)
    return {getattr(row, term_field) for row in (*changes.create, *changes.update)}


def _hash(values: list[Any]) -> str:
    return sha256(json.dumps(values, ensure_ascii=False).encode()).hexdigest()
