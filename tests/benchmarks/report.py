"""Put a table into the page of documentation, with the machine and the day."""

from __future__ import annotations

import os
import platform
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from tests.benchmarks.site import Bench
from tests.benchmarks.table import Row, markdown


def write(path: Path, bench: Bench, rows: Iterable[Row]) -> None:
    """Replace the table of this size, or add it at the end; the words round it stay."""
    name = bench.folder.name
    begin, end = f"<!-- {name} -->", f"<!-- end of {name} -->"
    table = f"{begin}\n{_circumstances(bench)}\n\n{markdown(rows)}\n{end}"
    text = path.read_text(encoding="utf-8")
    old = re.compile(f"{re.escape(begin)}.*?{re.escape(end)}", re.DOTALL)
    added = f"{text.rstrip()}\n\n## {bench.works:,} works\n\n{table}\n"
    path.write_text(old.sub(lambda _: table, text) if old.search(text) else added, encoding="utf-8")


def _circumstances(bench: Bench) -> str:
    load = os.getloadavg()[1]
    libraries = ", ".join(
        f"{name} {version(name)}" for name in ("Django", "wagtail", "tantivy", "elasticsearch")
    )
    return (
        f"{datetime.now(UTC):%d %B %Y}, {bench.rounds} pairs a request. {_processor()}, {os.cpu_count()} cores, "
        f"{_memory():.0f} GB; average load of the machine over the last five minutes: {load:.1f}. "
        f"Python {platform.python_version()}, {libraries}."
    )


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:  # only Linux tells
        return platform.processor() or platform.machine()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def _memory() -> float:
    """Gigabytes of the machine."""
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
