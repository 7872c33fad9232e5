"""More works than anybody imports for a measurement: rows of the projection in bulk, made of those of a site.

Each has the facts of one work and the words of another, and its own identity; its pages are those of the words, so
that the visibility rule and the links have something to read. Sources know nothing of them: such a site is rebuilt
from its projection only.
"""

from __future__ import annotations

import copy
import json
import shutil
import sqlite3
import sys
import uuid
from contextlib import closing
from pathlib import Path

_STEP = 37  # how far the words of a copy lie from its facts, times the number of the copy
_TOGETHER = 200


def prepare(source: Path, target: Path) -> None:
    """Copy the database and the collected files of a site to a folder of its own."""
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    shutil.copytree(source / "static", target / "static")
    shutil.copy(source / "secret_key", target)
    shutil.copy(source / "import.json", target / "import.json.part")
    with (
        closing(sqlite3.connect(source / "db.sqlite3")) as old,
        closing(sqlite3.connect(target / "db.sqlite3")) as new,
    ):
        old.backup(new)


def multiply(wanted: int, folder: Path) -> None:
    """Add works until there are so many, and index them: whoever looks for an index that fits finds one, and does not
    ask the sources for works that they do not know."""
    from django.core.management import call_command

    from search import rebuilding, schema
    from search.models import Projection, Record
    from search.planning import document, filled

    call_command("migrate", interactive=False, verbosity=0)
    mapping = schema.mapping()
    originals = list(Record.objects.filter(listed=True).order_by("identity"))
    texts: dict[str, list[Projection]] = {record.identity: [] for record in originals}
    for text in Projection.objects.filter(record__listed=True).iterator():
        texts[text.record_id].append(text)
    records: list[Record] = []
    rows: list[Projection] = []
    for number in range(wanted - len(originals)):
        lap, place = divmod(number, len(originals))
        facts = originals[place]
        words = originals[(place + (lap + 1) * _STEP) % len(originals)]
        record = copy.copy(facts)
        record.identity = f"{facts.kind}:{uuid.uuid5(uuid.NAMESPACE_URL, f'bench {number}')}"
        record.original_language, record.concepts = words.original_language, words.concepts
        data = record.document_data()
        data["id"] = record.identity
        data["order.newest"] = f"{data['order.newest'].partition(' ')[0]} {record.identity}"
        record.document = json.dumps(data)
        own = [copy.copy(text) for text in texts[words.identity]]
        for text in own:
            text.pk, text.record_id = None, record.identity
            text._state = copy.copy(text._state)
        record.content_hash = filled(document(record.common_data(), own, record.original_language), mapping)[
            1
        ]
        records.append(record)
        rows += own
        if len(records) >= _TOGETHER or number == wanted - len(originals) - 1:
            Record.objects.bulk_create(records)
            Projection.objects.bulk_create(rows)
            records, rows = [], []
            if (number + 1) % 2000 < _TOGETHER:
                sys.stderr.write(f"{number + 1} works in bulk\n")
    rebuilding.rebuild(from_projection=True)
    (folder / "import.json.part").rename(folder / "import.json")


if __name__ == "__main__":
    import django
    from django.conf import settings

    django.setup()
    multiply(int(sys.argv[1]), Path(settings.DATA_DIR))
