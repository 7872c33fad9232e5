"""What the tests of the exchange share: small records, and files made of them."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

from kb.core.models import Work
from kb.exchange import registry
from kb.exchange.exporting import export_lines
from kb.exchange.importing import Report, import_file

CASE: dict[str, Any] = {
    "format": 1,
    "kind": "case",
    "external_id": "old-1",
    "slug": "clean-water",
    "original_language": "en",
    "facts": {
        "sites": [{"key": "a", "country": "LA", "village": "Ban Xor"}],
        "themes": ["water_supply"],
        "references": [{"key": "s1", "title": "A report", "publisher": "The ministry"}],
        "results": [{"indicator": "people_reached", "after": 500, "source": "s1", "site": "a"}],
    },
    "words": {
        "en": {"state": "original", "state_date": "2026-05-03", "title": "Clean water", "summary": "Short."}
    },
}
EXPERT: dict[str, Any] = {
    "format": 1,
    "kind": "expert",
    "external_id": "person-1",
    "slug": "water-engineer",
    "original_language": "en",
    "facts": {
        "name": "Bounmy",
        "country": "LA",
        "kinds": ["practitioner"],
        "consent_given": True,
        "consent_date": "2026-03-02",
        "consent_text": "declaration of 2026",
    },
    "words": {"en": {"state": "original", "state_date": "2026-05-03", "title": "Water engineer"}},
}
COLLECTION: dict[str, Any] = {
    "format": 1,
    "kind": "collection",
    "external_id": "forum-1",
    "slug": "the-forum",
    "original_language": "en",
    "facts": {"organiser": "The forum", "year": 2022, "cases": [{"case": "old-1", "chapter": 1}]},
    "words": {
        "en": {
            "state": "original",
            "state_date": "2026-05-03",
            "title": "Cases of the forum",
            "chapters": [{"title": "Water"}],
        }
    },
}


def changed(record: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """A copy of a record with other values, given by path: `facts__sites__0__country="KH"`."""
    made = copy.deepcopy(record)
    for path, value in changes.items():
        *parts, last = (
            int(part) if part.isdigit() else part.replace("zh_", "zh-") for part in path.split("__")
        )
        place: Any = made
        for part in parts:
            place = place[part]
        if value is ...:
            del place[last]
        else:
            place[last] = value
    return made


class Exchange:
    """Imports and exports below one folder."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.path = folder / "records.jsonl"

    def bring(self, *records: Any, **options: Any) -> Report:
        """Import these records; bytes and texts are lines as they are."""
        lines = [
            each if isinstance(each, str | bytes) else json.dumps(each, ensure_ascii=False)
            for each in records
        ]
        data = b"".join((line if isinstance(line, bytes) else line.encode()) + b"\n" for line in lines)
        self.path.write_bytes(data)
        return import_file(self.path, **options)

    def problems(self, *records: Any, **options: Any) -> list[tuple[int, str, str]]:
        return [(each.line, each.field, each.reason) for each in self.bring(*records, **options).problems]

    def one(self, record: Any) -> dict[str, str]:
        """The problems of one record, reason by field."""
        return {field: reason for _line, field, reason in self.problems(record)}

    def record(self, slug: str, *, private: bool = False) -> dict[str, Any]:
        """What an export says of one work."""
        work = Work.objects.get(code=slug)
        exchange = registry.get(work.kind)
        return exchange.dump(exchange.model.objects.get(pk=work.original_id), private=private)


@pytest.fixture(autouse=True)
def english():
    """A request of another test leaves its language behind; reasons are compared in English."""
    with translation.override("en"):
        yield


@pytest.fixture
def exchange(site, tmp_path):
    return Exchange(tmp_path)


@pytest.fixture
def exported():
    def export(**options: Any) -> list[str]:
        return list(export_lines(**options))

    return export
