"""Does the index tell the truth? Database against projection, projection against index; writes nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Min
from django.utils import timezone

from search import schema, sources
from search.applying import apart, batches, earlier_texts, load
from search.concepts.registry import thesaurus
from search.documents import identity
from search.draining import Progress
from search.engines import EngineError, get_engine
from search.meaning import making
from search.meaning.embedder import get_embedder
from search.models import IndexState, Outbox, Projection, Record
from search.planning import WorkPlan, filled, plan
from search.rebuilding import compare

#: What an engine is asked to see whether it gives whole answers, and how many seconds it has.
_NOTHING = {"size": 0, "query": {"match_none": {}}, "_source": False}
PATIENCE = 2.0

#: Columns of the projection that are shown.
_CARD = ("page", "url", "state", "title", "summary", "passages", "source_hash")


@dataclass(frozen=True, slots=True)
class Difference:
    """A work that is not in the index as it should be.

    ``what``: ``missing``, ``surplus``, ``different``, ``unreadable`` (its source or its planning fails) or
    ``set aside`` (the index is right, but answers leave the work out since it failed earlier).
    """

    identity: str
    what: str


@dataclass(frozen=True, slots=True)
class Status:
    """How the search is.

    ``usable``: a live index of this version's shape answers. ``obstacle``: why nothing can be written to it.
    ``unmeant``: texts that have no vectors yet and are found by words alone; None where meaning is switched off.
    """

    live: str | None
    usable: bool
    error: str
    obstacle: str
    works: int
    waiting: int
    retrying: int
    set_aside: int
    lag: float
    drift: int
    verified: datetime | None
    differences: int
    unmeant: int | None

    def lines(self) -> list[str]:
        shape = "fits" if self.live and schema.fits(self.live) else "does not fit this version: rebuild"
        oldest = f", the oldest for {self.lag:.0f} s" if self.waiting else ""
        found = "never"
        if self.verified:
            found = f"{self.verified:%Y-%m-%d %H:%M} UTC, {self.differences} differences left"
        return [
            f"engine: {self.error or 'answers'}",
            *([f"nothing can be written: {self.obstacle}"] if self.obstacle else []),
            f"live index: {f'{self.live} ({shape})' if self.live else 'none: rebuild'}",
            f"works: {self.works}",
            f"changes that wait: {self.waiting}{oldest}",
            f"of these, works that failed and are tried again: {self.retrying}",
            f"works that failed and are set aside: {self.set_aside}",
            f"hits that were not to be shown: {self.drift}",
            f"last verified: {found}",
            f"meaning: {'off' if self.unmeant is None else f'{self.unmeant} texts have no vectors yet'}",
        ]


def status() -> Status:
    """How the search is now; never raises because of the engine."""
    live, error = None, ""
    try:
        engine = get_engine()
        live = engine.live()
        if live is not None:
            engine.search(_NOTHING, timeout=PATIENCE)
    except EngineError as problem:
        error = str(problem)
    waiting = Outbox.objects.waiting()
    oldest = waiting.aggregate(oldest=Min("created"))["oldest"]
    state = IndexState.values()
    return Status(
        live=live,
        usable=not error and live is not None and schema.fits(live),
        error=error,
        obstacle=" ".join(get_engine().obstacles()),
        works=Record.objects.filter(listed=True).count(),
        waiting=waiting.values("identity", "page").distinct().count(),
        retrying=waiting.exclude(attempts=0).values("identity", "page").distinct().count(),
        set_aside=Outbox.objects.filter(set_aside=True).values("identity", "page").distinct().count(),
        lag=max(0.0, (timezone.now() - oldest).total_seconds()) if oldest else 0.0,
        drift=state["drift"],
        verified=state["verified"],
        differences=state["differences"],
        unmeant=making.waiting(embedder.name).count() if (embedder := get_embedder()) else None,
    )


def verify(progress: Progress = lambda done: None) -> Iterator[Difference]:
    """Every difference between what sources say now, the projection, and the live index.

    A work that differs is looked at twice, and one whose change still waits is none: the site may be in use.
    """
    seen: set[str] = set()
    for name, what in _against_sources(progress):
        seen.add(name)
        yield Difference(name, what)
    generation = get_engine().live()
    first = {name for name, _ in compare(generation)} - seen
    if first:
        again = {name: what for name, what in compare(generation) if name in first}
        for name in sorted(_settled(again)):
            seen.add(name)
            yield Difference(name, again[name])
    aside = Outbox.objects.filter(set_aside=True).exclude(identity="").order_by("identity")
    for name in aside.values_list("identity", flat=True).distinct():
        if name not in seen:
            yield Difference(name, "set aside")


def repair(difference: Difference) -> None:
    """Have the work read and written again by the next drain, however often it failed."""
    Outbox.objects.filter(identity=difference.identity).again()
    Outbox.objects.create(identity=difference.identity)


def _settled(names: Collection[str]) -> set[str]:
    """Those of the works that nobody is about to write."""
    waiting = Outbox.objects.waiting().filter(identity__in=names, attempts=0)
    return set(names) - set(waiting.values_list("identity", flat=True))


def _shows(planned: WorkPlan, rows: Mapping[str, Projection]) -> bool:
    """Whether cards are made of what the plan says; the index does not hold all of it."""
    held = {row.language: {name: getattr(row, name) for name in _CARD} for row in rows.values()}
    return held == {
        text.language: {name: getattr(text, name) for name in _CARD} for text in planned.texts.values()
    }


def _against_sources(progress: Progress) -> Iterator[tuple[str, str]]:
    known = set(Record.objects.filter(listed=True).values_list("identity", flat=True).iterator())
    done = 0
    for source in sources.sources():
        for keys in batches(source.keys()):
            names = [identity(source.kind, key) for key in keys]
            known.difference_update(names)
            yield from _twice(names)
            progress(done := done + len(names))
    for names in batches(sorted(known)):
        yield from _twice(names)


def _twice(names: Sequence[str]) -> Iterator[tuple[str, str]]:
    """What differs among these works now, and still does at a second look."""
    found = dict(_look_at(names))
    if found:
        found = dict(_look_at(sorted(_settled(found))))
    yield from found.items()


def _look_at(names: Sequence[str]) -> Iterator[tuple[str, str]]:
    if not names:
        return
    found, failures = apart(names, _differing)
    yield from found
    for failure in failures:
        yield failure.id, "unreadable"


def _differing(names: Sequence[str]) -> Iterator[tuple[str, str]]:
    mapping, now = schema.mapping(), timezone.now().timestamp()
    works, rows, concepts = load(names), earlier_texts(names), thesaurus()
    records = {row.identity: row for row in Record.objects.filter(identity__in=names, listed=True)}
    for name in names:
        held, work = records.get(name), works.get(name)
        if work is None:
            # What is not yet or no longer to be seen by its dates is never found; the index hears of it later.
            if held is not None and _in_time(held, now):
                yield name, "surplus"
            continue
        planned = plan(work, rows.get(name), concepts)
        if held is None:
            yield name, "missing"
        elif (
            held.content_hash != filled(planned.whole(), mapping)[1]
            or held.display != planned.display
            or not _shows(planned, rows.get(name, {}))
        ):
            yield name, "different"


def _in_time(record: Record, now: float) -> bool:
    dates = record.document_data()
    return bool(dates["visible_from"] <= now < dates["visible_until"])
