"""Measure, print one table, and on request write it to the documentation. See docs/benchmarks.md."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from importlib import import_module
from pathlib import Path

from tests.benchmarks import bulk, importing, report, site
from tests.benchmarks.site import Bench
from tests.benchmarks.table import Row, markdown

ENGINES = ("embedded", "elasticsearch")


def main(arguments: list[str]) -> int:
    options = _options(arguments)
    folder = _filled(options)
    site.set_up(folder)
    with ExitStack() as stack:
        bench = Bench(folder, options.bulk or options.works, options.rounds, stack=stack)
        rows = list(_rows(bench, options.lines, _engines(bench, options.engines)))
    sys.stdout.write(f"{markdown(rows)}\n")
    if options.write:
        report.write(options.write, bench, rows)
    return 0


def _filled(options: argparse.Namespace) -> Path:
    """The folder of the site of this size; it is made and filled the first time."""
    folder: Path = options.folder.resolve() / f"works-{options.works}"
    if not (folder / importing.MEASURED).exists():
        site.run(folder, "tests.benchmarks.importing", str(options.works))
    if options.bulk <= options.works:
        return folder
    larger = folder.with_name(f"works-{options.works}-bulk-{options.bulk}")
    if not (larger / importing.MEASURED).exists():
        bulk.prepare(folder, larger)
        site.run(larger, "tests.benchmarks.bulk", str(options.bulk))
    return larger


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument(
        "--folder", type=Path, required=True, help="where the sites that are measured are kept"
    )
    parser.add_argument("--works", type=int, default=1000, help="how many come through the import")
    parser.add_argument(
        "--bulk", type=int, default=0, help="add rows of the projection until there are so many"
    )
    parser.add_argument("--rounds", type=int, default=30, help="pairs that are measured of each request")
    parser.add_argument("--lines", nargs="*", default=list(LINES), choices=list(LINES), metavar="LINE")
    parser.add_argument("--engines", nargs="*", default=list(ENGINES), choices=ENGINES)
    parser.add_argument("--write", type=Path, help="the page of documentation that gets the table")
    return parser.parse_args(arguments)


def _engines(bench: Bench, wanted: list[str]) -> list[str]:
    """The engines that this machine has, of those that are wanted."""
    from tools import elasticsearch_server

    if "elasticsearch" in wanted:
        bench.elasticsearch_url = os.environ.get("ELASTICSEARCH_URL", "")
        try:
            if not bench.elasticsearch_url:
                bench.elasticsearch_url = bench.stack.enter_context(elasticsearch_server.running())
        except elasticsearch_server.CannotStart as reason:
            bench.say(f"Left out: the lines on Elasticsearch, because {reason}.")
    return [name for name in wanted if name == "embedded" or bench.elasticsearch_url]


def _rows(bench: Bench, wanted: list[str], engines: list[str]) -> Iterator[Row]:
    for name in engines:
        with site.engine(bench, name):
            for line in [line for line in wanted if line not in ONCE or name == engines[0]]:
                for row in LINES[line](bench):
                    bench.say(" | ".join(row.cells()))
                    yield row


def _line(module: str, name: str) -> Callable[[Bench], Iterator[Row]]:
    """A line by name: its module needs Django, which is set up when the folder is known."""

    def measure(bench: Bench) -> Iterator[Row]:
        yield from getattr(import_module(f"tests.benchmarks.{module}"), name)(bench)

    return measure


#: Lines that have nothing to do with the engine.
ONCE = ("import", "draft", "queue")
LINES = {
    "import": _line("importing", "rows"),
    "draft": _line("editing", "draft"),
    "queue": _line("editing", "queue"),
    "adapter": _line("searching", "adapter"),
    "search": _line("searching", "whole"),
    "page": _line("searching", "page"),
    "publish": _line("publishing", "rows"),
    "rebuild": _line("rebuilding", "rows"),
    "wagtail": _line("wagtail_search", "rows"),
    "meaning": _line("meaning", "rows"),
}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
