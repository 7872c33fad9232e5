"""Does the index tell the truth? Database against projection, projection against index; writes nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from search import schema, sources
from search.applying import earlier_texts, load
from search.documents import identity
from search.engines import EngineError, get_engine
from search.models import IndexState, Outbox, Projection, Record
from search.planning import WorkPlan, document, filled, plan
from search.rebuilding import batches, compare

#: Columns of the projection that are shown.
_CARD = ("page", "url", "state", "title", "summary", "passages", "source_hash")


@dataclass(frozen=True, slots=True)
class Difference:
    """A work that is not in the index as it should be: ``missing``, ``surplus`` or ``different``."""

    identity: str
    what: str


@dataclass(frozen=True, slots=True)
class Status:
    """How the search is. ``usable``: there is a live index of this version's shape."""

    live: str | None
    usable: bool
    error: str
    works: int
    waiting: int
    refused: int
    drift: int

    def lines(self) -> list[str]:
        shape = "fits" if self.usable else "does not fit this version: rebuild"
        return [
            f"engine: {self.error or 'answers'}",
            f"live index: {f'{self.live} ({shape})' if self.live else 'none: rebuild'}",
            f"works: {self.works}",
            f"changes that wait: {self.waiting}",
            f"works that the engine refused: {self.refused}",
            f"hits that were not to be shown: {self.drift}",
        ]


def status() -> Status:
    """How the search is now; never raises because of the engine."""
    live, error = None, ""
    try:
        live = get_engine().live()
    except EngineError as problem:
        error = str(problem)
    return Status(
        live=live,
        usable=live is not None and schema.fits(live),
        error=error,
        works=Record.objects.filter(listed=True).count(),
        waiting=Outbox.objects.filter(failure="").values("identity", "page").distinct().count(),
        refused=Outbox.objects.exclude(failure="").values("identity").distinct().count(),
        drift=IndexState.values()["drift"],
    )


def verify() -> Iterator[Difference]:
    """Every difference between what sources say now, the projection, and the live index."""
    seen: set[str] = set()
    for name, what in _against_sources():
        seen.add(name)
        yield Difference(name, what)
    generation = get_engine().live()
    if generation is not None:
        for name, what in compare(generation):
            if name not in seen:
                yield Difference(name, what)


def repair(difference: Difference) -> None:
    """Have the work read and written again by the next drain, even if the engine refused it before."""
    Outbox.objects.filter(identity=difference.identity).exclude(failure="").delete()
    Outbox.objects.create(identity=difference.identity)


def _shows(planned: WorkPlan, rows: Mapping[str, Projection]) -> bool:
    """Whether cards are made of what the plan says; the index does not hold all of it."""
    held = {row.language: {name: getattr(row, name) for name in _CARD} for row in rows.values()}
    return held == {
        text.language: {name: getattr(text, name) for name in _CARD} for text in planned.texts.values()
    }


def _against_sources() -> Iterator[tuple[str, str]]:
    mapping = schema.mapping()
    known = dict(Record.objects.filter(listed=True).values_list("identity", "content_hash").iterator())
    for source in sources.sources():
        for keys in batches(source.keys()):
            names = [identity(source.kind, key) for key in keys]
            works, rows = load(names), earlier_texts(names)
            displays = dict(Record.objects.filter(identity__in=names).values_list("identity", "display"))
            for name in names:
                held, work = known.pop(name, None), works.get(name)
                if work is None:
                    if held is not None:
                        yield name, "surplus"
                    continue
                planned = plan(work, rows.get(name))
                whole = document(planned.document, planned.texts.values(), work.original_language)
                if held is None:
                    yield name, "missing"
                elif (
                    held != filled(whole, mapping)[1]
                    or displays[name] != planned.display
                    or not _shows(planned, rows.get(name, {}))
                ):
                    yield name, "different"
    for name in known:
        yield name, "surplus"
