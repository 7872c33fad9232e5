"""Fill a folder with a site and its works, through the import that everybody uses; once, and measured.

Run as a module in a process of its own, with the number of works.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.site import Bench
from tests.benchmarks.table import Row, Target

#: The import is cut into so many stretches, each with its rate and the memory at its end.
STRETCHES = 10
#: How much slower, or how much larger, the last stretch may be to count as flat.
FLAT = 1.25
MEASURED = "import.json"


def fill(count: int, folder: Path) -> None:
    """Prepare the site, import the works, index them; note how long each stretch took."""
    from django.core.management import call_command

    from kb.exchange.importing import import_file
    from search.rebuilding import rebuild
    from tests.benchmarks import texts

    call_command("prepare_site", stdout=sys.stderr)
    path = folder / "works.jsonl"
    texts.write(path, count)
    stretches: list[dict[str, float]] = []
    begun, done = time.perf_counter(), 0

    def progress(_bytes: int, _size: int) -> None:
        nonlocal begun, done
        done += 1
        if done % max(1, count // STRETCHES) == 0:
            now = time.perf_counter()
            stretches.append({"works": done, "seconds": now - begun, "memory": memory(), "peak": peak()})
            sys.stderr.write(f"{done} of {count} works are imported\n")
            begun = time.perf_counter()

    report = import_file(path, progress=progress)
    if report.failed:
        raise RuntimeError(f"{report.failed} works could not be imported: {report.problems[0]}")
    begun = time.perf_counter()
    rebuild()
    cold = time.perf_counter() - begun
    (folder / MEASURED).write_text(json.dumps({"works": count, "stretches": stretches, "cold": cold}))


def memory() -> float:
    """Megabytes of memory of this process now, without the files that it has mapped: the system drops these when it
    needs the room."""
    try:
        status = Path("/proc/self/status").read_text()
    except OSError:  # only Linux tells
        return peak()
    return int(status.partition("RssAnon:")[2].split()[0]) * 1024 / 1e6


def peak() -> float:
    """The most megabytes of memory that this process ever had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1e3 if sys.platform == "linux" else 1) / 1e6


def rows(bench: Bench) -> Iterator[Row]:
    """What was measured when the folder was filled."""
    measured = json.loads((bench.folder / MEASURED).read_text())
    stretches = measured["stretches"]
    first, last = stretches[0], stretches[-1]
    at = f"works {last['works'] - first['works']:,.0f} to {last['works']:,.0f}"
    yield Row(
        f"Import: time for {at}",
        f"the first {first['works']:,.0f} works",
        (last["seconds"] / first["seconds"],),
        target=Target(FLAT),
        note=f"{overall(stretches):.1f} works/s over all",
    )
    yield Row(
        f"Import: memory after {last['works']:,.0f} works",
        f"after {first['works']:,.0f} works",
        (last["memory"] / first["memory"],),
        target=Target(FLAT),
        note=f"{last['memory']:.0f} MB",
    )


def overall(stretches: list[dict[str, float]]) -> float:
    """Works a second over all stretches."""
    return stretches[-1]["works"] / sum(stretch["seconds"] for stretch in stretches)


if __name__ == "__main__":
    import django
    from django.conf import settings

    django.setup()
    fill(int(sys.argv[1]), Path(settings.DATA_DIR))
