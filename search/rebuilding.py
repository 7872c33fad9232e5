"""A new generation of the index beside the live one, swapped in when it is whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from search import schema, sources
from search.applying import batches, prepare, stored_operations
from search.documents import identity
from search.draining import Progress, drain_into
from search.engines import Failure, Operation, get_engine
from search.locks import lock
from search.models import IndexState, Outbox, Record

#: Generations that stay beside the live one, for a process of the version before.
KEPT = 1


class RebuildFailed(Exception):
    """The new generation does not hold what it should; the old one goes on serving."""


@dataclass(slots=True)
class Rebuilt:
    """What a rebuild made: name of the generation, works in it, works that could not be read or written with why."""

    generation: str
    works: int = 0
    refused: dict[str, str] = field(default_factory=dict)
    #: The versions of the works that it has been given.
    sent: dict[str, int] = field(default_factory=dict, repr=False)


def rebuild(progress: Progress = lambda done: None, *, from_projection: bool = False) -> Rebuilt:
    """Fill a new generation, make it the live one, and drop what is older than the one before.

    Works are read from their sources; words that did not change are not analysed again.
    ``from_projection`` trusts the projection and reads no source, which is much quicker. Raises
    ``Locked`` when a rebuild runs already, ``EngineError`` or ``RebuildFailed`` when it cannot be
    finished; in each case what was live stays live.
    """
    with lock("rebuild"):
        engine = get_engine()
        earlier = [] if from_projection else _failed()
        start = IndexState.next_version()
        rebuilt = Rebuilt(f"{schema.schema_hash()}-{start:015d}")
        engine.create(rebuilt.generation, schema.mapping())
        try:
            stream = _stored() if from_projection else _fresh(start, rebuilt)
            _send(rebuilt, _counted(stream, progress))
            engine.compact(rebuilt.generation)
            _catch_up(rebuilt)
            with lock("drain", wait=60):
                _catch_up(rebuilt)
                missing = _differences(rebuilt)
                if missing and not from_projection:
                    _read_again(missing, rebuilt)
                    missing = _differences(rebuilt)
                if missing:
                    raise RebuildFailed(
                        f"{len(missing)} works are not as they should be, among them {missing[0]}"
                    )
                try:
                    engine.promote(rebuilt.generation)
                    _catch_up(rebuilt)  # another host may have written to the old one until now
                finally:
                    IndexState.note_writing()  # what failed may have been done all the same
                _report_refused(rebuilt, earlier)
                drain_into(rebuilt.generation)
        except BaseException:
            if engine.live() != rebuilt.generation:
                engine.drop(rebuilt.generation)
            raise
        Record.objects.filter(listed=False, version__lt=start).delete()
        rebuilt.works = Record.objects.filter(listed=True).exclude(identity__in=rebuilt.refused).count()
        _drop_old(rebuilt.generation)
        return rebuilt


def _fresh(start: int, rebuilt: Rebuilt) -> Iterator[Operation]:
    """Every work that its source knows, then those that only the projection still knows."""
    for source in sources.sources():
        for keys in batches(source.keys()):
            yield from _prepared([identity(source.kind, key) for key in keys], rebuilt)
    left = Record.objects.filter(version__lt=start, listed=True).values_list("identity", flat=True)
    for names in batches(list(left)):
        yield from _prepared(names, rebuilt)


def _prepared(names: Sequence[str], rebuilt: Rebuilt) -> Iterator[Operation]:
    found, failures = prepare(names)
    _note(rebuilt, failures)
    yield from found


def _stored() -> Iterator[Operation]:
    names = Record.objects.filter(listed=True).order_by("identity").values_list("identity", flat=True)
    for batch in batches(names.iterator(chunk_size=2000)):
        yield from stored_operations(batch)


def _counted(stream: Iterable[Operation], progress: Progress) -> Iterator[Operation]:
    for done, operation in enumerate(stream, start=1):
        yield operation
        progress(done)


def _send(rebuilt: Rebuilt, stream: Iterable[Operation]) -> None:
    """Write to the new generation, and keep which version of each work."""

    def kept() -> Iterator[Operation]:
        for operation in stream:
            if operation.source is None:
                rebuilt.sent.pop(operation.id, None)
            else:
                rebuilt.sent[operation.id] = operation.version
            yield operation

    _note(rebuilt, get_engine().write(rebuilt.generation, kept()).failures)


def _catch_up(rebuilt: Rebuilt) -> None:
    """Write what changed in the projection while the generation was filled."""
    for _ in range(3):
        names = _behind(rebuilt)
        if not names:
            return
        for batch in batches(names):
            _send(rebuilt, stored_operations(batch))


def _read_again(identities: Sequence[str], rebuilt: Rebuilt) -> None:
    """Put together anew what a process of another version has written meanwhile, while the site was upgraded."""
    for names in batches(identities):
        _send(rebuilt, list(_prepared(names, rebuilt)))


def _behind(rebuilt: Rebuilt) -> list[str]:
    """Identities of which another version was sent than the projection has, refused ones left out."""
    sent = dict(rebuilt.sent)
    rows = Record.objects.filter(listed=True).values_list("identity", "version")
    found = [name for name, version in rows.iterator(chunk_size=2000) if sent.pop(name, None) != version]
    return [name for name in (*found, *sent) if name not in rebuilt.refused]


def _differences(rebuilt: Rebuilt) -> list[str]:
    """Identities whose document is not what the projection says, except what the engine refused."""
    return [name for name, _ in compare(rebuilt.generation) if name not in rebuilt.refused]


def compare(generation: str | None) -> Iterator[tuple[str, str]]:
    """``(identity, "missing" | "surplus" | "different")`` for each difference of index and projection.

    Where no generation is live (None), all is missing.
    """
    entries = get_engine().entries(generation) if generation is not None else ()
    held = {entry.id: entry.content_hash for entry in entries}
    rows = Record.objects.filter(listed=True).values_list("identity", "content_hash")
    for name, content_hash in rows.iterator(chunk_size=2000):
        found = held.pop(name, None)
        if found != content_hash:
            yield name, "missing" if found is None else "different"
    for name in held:
        yield name, "surplus"


def _note(rebuilt: Rebuilt, failures: Iterable[Failure]) -> None:
    rebuilt.refused.update({failure.id: failure.reason for failure in failures})


def _failed() -> list[int]:
    """Rows of works that failed before: a rebuild tries them all."""
    return list(Outbox.objects.exclude(attempts=0).exclude(identity="").values_list("pk", flat=True))


def _report_refused(rebuilt: Rebuilt, earlier: Sequence[int]) -> None:
    """Keep what failed, set aside, instead of what had failed before."""
    for batch in batches(earlier):
        Outbox.objects.filter(pk__in=batch).delete()
    made = Outbox.objects.bulk_create([Outbox(identity=name) for name in rebuilt.refused])
    for row in made:
        Outbox.objects.filter(pk=row.pk).failed(rebuilt.refused[row.identity], final=True)


def _drop_old(live: str) -> None:
    engine = get_engine()
    older = sorted((name for name in engine.generations() if name != live), key=_age)
    for name in older[: max(0, len(older) - KEPT)]:
        engine.drop(name)


def _age(generation: str) -> str:
    return generation.rpartition("-")[2]
