"""Bring database and index to what planning says; the only place that writes either."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from itertools import islice
from typing import Any, TypeVar

from django.db import InterfaceError, OperationalError, transaction

from search import schema, sources
from search.concepts.registry import thesaurus
from search.documents import Work, from_identity
from search.engines import BatchRefused, EngineError, Failure, Operation, Writer, WriteReport, fill
from search.models import IndexState, Projection, Record
from search.planning import WorkPlan, as_json, document, filled, plan

T = TypeVar("T")
logger = logging.getLogger(__name__)

#: Works that are planned and written together.
BATCH = 200

_RECORD_FIELDS = [
    "kind",
    "external_id",
    "original_language",
    "version",
    "listed",
    "published",
    "document",
    "labels",
    "display",
    "concepts",
    "about",
    "image",
    "content_hash",
]
_TEXT_FIELDS = [
    field.name for field in Projection._meta.fields if field.name not in ("id", "record", "language")
]


def apply(identities: Sequence[str], writer: Writer) -> WriteReport:
    """Read the works as they are now, store their projection, and write them to the open generation.

    The report names those that could not be read, planned or written. Raises ``EngineUnavailable``;
    then the projection is ahead of the index and the works have to be applied again.
    """
    prepared, failures = prepare(identities)
    report = write_apart(writer, prepared)
    report.failures += failures
    return report


def apart(
    identities: Sequence[str], work: Callable[[Sequence[str]], Iterable[T]]
) -> tuple[list[T], list[Failure]]:
    """What ``work`` makes of the works, and those with which it fails, found by halves.

    An engine or a database that does not answer is no fault of a work and is raised.
    """
    try:
        return list(work(identities)), []
    except (EngineError, OperationalError, InterfaceError):
        raise
    except Exception as error:
        if len(identities) == 1:
            logger.exception("The search cannot read %s", identities[0])
            return [], [Failure(identities[0], 0, f"{type(error).__name__}: {error}", final=False)]
    middle = len(identities) // 2
    made, failures = apart(identities[:middle], work)
    more, others = apart(identities[middle:], work)
    return made + more, failures + others


def prepare(identities: Sequence[str]) -> tuple[list[Operation], list[Failure]]:
    """``operations`` of the works, those apart that cannot be read or planned."""
    return apart(identities, operations) if identities else ([], [])


def write_apart(writer: Writer, batch: Sequence[Operation]) -> WriteReport:
    """Write a batch; what makes the engine refuse all of it is found by halves."""
    try:
        return writer.write(batch)
    except BatchRefused as error:
        if len(batch) == 1:
            return WriteReport(failures=[Failure(batch[0].id, batch[0].version, str(error))])
    middle = len(batch) // 2
    first, second = write_apart(writer, batch[:middle]), write_apart(writer, batch[middle:])
    return WriteReport(
        written=first.written + second.written,
        deleted=first.deleted + second.deleted,
        outdated=first.outdated + second.outdated,
        failures=first.failures + second.failures,
    )


def operations(identities: Sequence[str]) -> list[Operation]:
    """Read the works as they are now, store their projection, and say what the index has to do."""
    version = IndexState.next_version()  # before anything is read: see there
    works = load(identities)
    rows, concepts = earlier_texts(works), thesaurus()
    mapping = schema.mapping()
    records, texts, found = [], [], []
    for identity in identities:
        work = works.get(identity)
        if work is None:
            records.append(
                Record(identity=identity, kind=from_identity(identity)[0], version=version, listed=False)
            )
            found.append(Operation(identity, version, None))
            continue
        planned = plan(work, rows.get(identity), concepts)
        source, content_hash = filled(planned.whole(), mapping)
        records.append(_record(planned, version, content_hash))
        texts += [Projection(record_id=identity, **asdict(text)) for text in planned.texts.values()]
        found.append(Operation(identity, version, source))
    _store(records, texts)
    return found


def load(identities: Iterable[str]) -> dict[str, Work]:
    """The works with these identities that the public may see, asked of their sources."""
    by_kind: dict[str, list[str]] = defaultdict(list)
    for identity in identities:
        kind, key = from_identity(identity)
        by_kind[kind].append(key)
    found = {}
    for kind, keys in by_kind.items():
        if source := sources.get(kind):
            found.update({work.identity: work for work in source.load(keys).values() if work.texts})
    return found


def earlier_texts(identities: Collection[str]) -> Mapping[str, Mapping[str, Projection]]:
    """The projection rows of works, by identity and language."""
    rows: dict[str, dict[str, Projection]] = defaultdict(dict)
    for row in Projection.objects.filter(record__in=identities):
        rows[row.record_id][row.language] = row
    return rows


def stored_operations(identities: Collection[str]) -> Iterator[Operation]:
    """What the index has to do to hold what the projection holds, without analysing anything again."""
    mapping = schema.mapping()
    texts = earlier_texts(identities)
    known = {}
    for record in Record.objects.filter(identity__in=identities):
        known[record.identity] = record
        if not record.listed:
            yield Operation(record.identity, record.version, None)
            continue
        whole = document(
            record.common_data(), texts.get(record.identity, {}).values(), record.original_language
        )
        yield Operation(record.identity, record.version, fill(mapping, whole))
    for identity in set(identities) - set(known):
        yield Operation(identity, IndexState.next_version(), None)


def _record(planned: WorkPlan, version: int, content_hash: str) -> Record:
    work = planned.work
    return Record(
        identity=work.identity,
        kind=work.kind,
        external_id=work.external_id,
        original_language=work.original_language,
        version=version,
        published=work.published,
        document=as_json(planned.document),
        labels=as_json(planned.labels),
        display=planned.display,
        concepts=planned.concepts,
        about=planned.about,
        image=work.image,
        content_hash=content_hash,
    )


def _store(records: Sequence[Record], texts: Sequence[Projection]) -> None:
    """Write records and rows, except where somebody has already stored a newer state."""
    identities = sorted(record.identity for record in records)
    with transaction.atomic():
        # A row that is not there cannot be locked, so it is made first: otherwise of two hosts that read a
        # new work, the one that read the older state could store it last.
        there = set(Record.objects.filter(identity__in=identities).values_list("identity", flat=True))
        Record.objects.bulk_create(
            [
                Record(identity=name, kind=from_identity(name)[0], version=0, listed=False)
                for name in identities
                if name not in there
            ],
            ignore_conflicts=True,
        )
        held: Any = Record.objects.select_for_update().filter(identity__in=identities).order_by("pk")
        versions = dict(held.values_list("identity", "version"))
        current = [r for r in records if versions.get(r.identity, 0) < r.version]
        names = {record.identity for record in current}
        Record.objects.bulk_create(
            current, update_conflicts=True, unique_fields=["identity"], update_fields=_RECORD_FIELDS
        )
        kept = [text for text in texts if text.record_id in names]
        wanted = {(text.record_id, text.language) for text in kept}
        stale = [
            pk
            for pk, *place in Projection.objects.filter(record__in=names).values_list(
                "pk", "record_id", "language"
            )
            if tuple(place) not in wanted
        ]
        Projection.objects.filter(pk__in=stale).delete()
        Projection.objects.bulk_create(
            kept, update_conflicts=True, unique_fields=["record", "language"], update_fields=_TEXT_FIELDS
        )


def batches(items: Iterable[T], size: int = BATCH) -> Iterator[list[T]]:
    """The items in lists of at most ``size``."""
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch
