"""The demonstration collection: real practices with sources, experts who are invented and say so."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from wagtail.models import Page

from kb.core.deletion import delete_work
from kb.core.models import ShardPage, Work

from . import registry
from .importing import LineProblem, Report, import_file

FOLDER = Path(__file__).parent / "data"
ORDER = ("experts", "cases", "collections")


def files() -> list[Path]:
    """The files, those that others point to first."""
    return [path for name in ORDER for path in sorted((FOLDER / name).glob("*.jsonl"))]


def load(progress: Callable[[int, int, str], None]) -> Report:
    """Import the demonstration, or bring it up to date; touches nothing else."""
    total = Report()
    paths = files()
    for number, path in enumerate(paths, start=1):
        progress(number, len(paths), path.stem)
        report = import_file(path)
        total.outcomes.update(report.outcomes)
        total.failed += report.failed
        total.problems.extend(
            LineProblem(each.line, f"{path.name} {each.field}", each.reason) for each in report.problems
        )
    return total


def remove() -> Iterator[str]:
    """Delete every demonstration record, those that point to others first; yields their codes."""
    shards: set[int] = set()
    for exchange in reversed(registry.kinds()):
        for work in Work.objects.filter(kind=exchange.kind, demonstration=True).order_by("code"):
            parents = [page.get_parent() for page in exchange.model.objects.filter(translation_key=work.pk)]
            shards.update(parent.pk for parent in parents)
            delete_work(work)
            yield work.code
    _delete_empty(shards)


def _delete_empty(shards: set[int]) -> None:
    """A shard that only the demonstration needed goes with it, in every language."""
    for parent in Page.objects.filter(pk__in=shards):
        family = list(Page.objects.filter(translation_key=parent.translation_key))
        if all(page.is_leaf() and isinstance(page.specific, ShardPage) for page in family):
            for page in family:
                Page.objects.get(pk=page.pk).delete()
