"""A realistic load on a site that serves: `python -m tests.benchmarks.load --folder FOLDER`.

Requests leave at their time whether or not earlier ones were answered, so that a slow answer does not hide by
holding the next back (Tene, "How not to measure latency"). The search index is rebuilt all the while, held back
to some works a second. What is said at the end is measured from the client.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import random
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from queue import Queue
from urllib.parse import quote, urlsplit

from tests.benchmarks.random_vectors import MODEL
from tests.server import ROOT, Address, environment, serving

#: What readers ask for, in a hundred requests.
MIX = (("search", 45), ("filter", 15), ("interface", 10), ("case", 20), ("home", 10))
LANGUAGES = ("en", "zh-hans", "id", "ms", "th", "vi", "lo", "km", "my", "fil")
WORDS = (
    "water",
    "village",
    "扶贫",
    "ទឹក",
    "ນ້ຳ",
    "air bersih",
    "nước sạch",
    "การพัฒนา",
    "ရေ",
    "tubig",
    "loan bank",
)
CONNECTIONS = 32


@dataclass
class Measured:
    """Seconds by kind of request, statuses, and megabytes of the web processes at some moments."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: {name: [] for name, _ in MIX})
    statuses: Counter[int] = field(default_factory=Counter)
    memory: list[float] = field(default_factory=list)
    rebuilds: int = 0

    def at(self, share: float, *kinds: str, late: bool = False) -> float:
        """The time within which a share of the requests was answered, in milliseconds; ``late``: of the second half of
        the answers of each kind."""
        each = [self.seconds[kind] for kind in kinds or self.seconds]
        found = sorted(second for times in each for second in times[late * len(times) // 2 :])
        return 1000 * found[min(len(found) - 1, int(share * len(found)))]

    @property
    def failed(self) -> int:
        """Answers of 5xx, and requests that got none."""
        return sum(count for status, count in self.statuses.items() if status >= 500 or not status)


def paths(pages: list[str]) -> Iterator[tuple[str, str]]:
    """Kinds and paths without end, the same at every run."""
    chance = random.Random(7)
    kinds = [name for name, weight in MIX for _ in range(weight)]
    while True:
        kind, language, words = chance.choice(kinds), chance.choice(LANGUAGES), quote(chance.choice(WORDS))
        yield (
            kind,
            {
                "search": f"/{language}/search/?q={words}",
                "filter": f"/{language}/search/?q={words}&country=LA&theme=water_supply",
                "interface": f"/api/v1/search/?q={words}&lang={language}",
                "case": chance.choice(pages),
                "home": f"/{language}/",
            }[kind],
        )


def _connection(address: str) -> http.client.HTTPConnection:
    return http.client.HTTPConnection(urlsplit(address).netloc, timeout=60)


def _pages(address: str) -> list[str]:
    connection = _connection(address)
    connection.request("GET", "/api/v1/search/?kind=case&page_size=50")
    found = json.loads(connection.getresponse().read())
    return [urlsplit(hit["url"]).path for hit in found["results"]]


def _ask(address: str, jobs: Queue, measured: Measured, lock: threading.Lock) -> None:
    connection = _connection(address)
    while job := jobs.get():
        due, kind, path = job
        try:
            connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
            answer = connection.getresponse()
            answer.read()
            status = answer.status
        except (OSError, http.client.HTTPException):
            connection.close()
            status = 0
        with lock:
            measured.seconds[kind].append(time.monotonic() - due)
            measured.statuses[status] += 1


def megabytes(address: Address) -> float:
    """What the web processes hold in memory."""
    pages = [int(Path(f"/proc/{pid}/statm").read_text().split()[1]) for pid in address.workers()]
    return sum(pages) * 4096 / 1e6


def _at_rest(address: Address) -> None:
    """Ask for a page in each language, and wait until the processes have made ready what they make ready when they start:
    they are measured as they serve."""
    connection = _connection(address)
    for language in LANGUAGES * 2:
        connection.request("GET", f"/{language}/search/?q=water")
        connection.getresponse().read()
    before = _computed(address)
    while True:
        time.sleep(2)
        now = _computed(address)
        if now - before < 0.4:  # the sweep goes on at rest: .03 to .35 of two processes with 10,000 works
            return
        before = now


def _computed(address: Address) -> float:
    """Seconds of processor time that the web processes have taken so far."""
    told = [Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split() for pid in address.workers()]
    return sum(int(each[11]) + int(each[12]) for each in told) / os.sysconf("SC_CLK_TCK")


@contextmanager
def _rebuilding(data_dir: Path, rate: float, measured: Measured, **variables: str) -> Iterator[None]:
    """Rebuilds one after the other; the last one is ended, since at its rate it may go on for long."""
    stop = threading.Event()
    command = [sys.executable, "manage.py", "search_index", "rebuild", "--rate", str(rate)]

    def rebuild() -> None:
        while not stop.is_set():
            with subprocess.Popen(
                command, cwd=ROOT, env=environment(data_dir, **variables), stdout=subprocess.DEVNULL
            ) as process:
                while process.poll() is None and not stop.wait(0.2):
                    pass
                if process.poll() is None:
                    process.terminate()
                    return
            if process.returncode:
                raise RuntimeError("A rebuild failed; what it said stands above.")
            measured.rebuilds += 1

    thread = threading.Thread(target=rebuild)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def put(
    address: Address, data_dir: Path, *, rate: float, seconds: float, rebuild: float, **variables: str
) -> Measured:
    """Put ``rate`` requests a second on a site for some seconds, while its index is rebuilt."""
    measured, lock, jobs = Measured(), threading.Lock(), Queue()
    threads = [
        threading.Thread(target=_ask, args=(address, jobs, measured, lock), daemon=True)
        for _ in range(CONNECTIONS)
    ]
    stream = paths(_pages(address))
    _at_rest(address)
    for thread in threads:
        thread.start()
    with _rebuilding(data_dir, rebuild, measured, **variables):
        begun = time.monotonic()
        for number in range(int(rate * seconds)):
            due = begun + number / rate
            time.sleep(max(0.0, due - time.monotonic()))
            if number % int(rate * seconds / 10) == 0:
                measured.memory.append(megabytes(address))
            jobs.put((due, *next(stream)))
        for _ in threads:
            jobs.put(None)
        for thread in threads:
            thread.join()
        measured.memory.append(megabytes(address))
    return measured


def _with_vectors(data_dir: Path, **variables: str) -> None:
    command = [sys.executable, "-m", "tests.benchmarks.random_vectors"]
    subprocess.run(command, cwd=ROOT, env=environment(data_dir, **variables), check=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, required=True, help="the data folder of the site")
    parser.add_argument("--rate", type=float, default=40.0, help="requests a second")
    parser.add_argument("--seconds", type=float, default=900.0)
    parser.add_argument("--rebuild", type=float, default=50.0, help="works a second of the rebuild beside it")
    parser.add_argument(
        "--meaning",
        action="store_true",
        help="with the default model; random vectors take the place of those of the folder",
    )
    options = parser.parse_args()
    variables = {"DEMONSTRATION": "0", "RATE_LIMITS": "0"}
    if options.meaning:
        variables["SEARCH_EMBEDDER"] = MODEL
        _with_vectors(options.folder, **variables)
    with serving(options.folder, **variables) as address:
        measured = put(
            address, options.folder,
            rate=options.rate, seconds=options.seconds, rebuild=options.rebuild, **variables,
        )  # fmt: skip
    verified = subprocess.run(
        [sys.executable, "manage.py", "search_index", "verify"],
        cwd=ROOT, env=environment(options.folder, **variables), capture_output=True, text=True, check=False,
    )  # fmt: skip
    lines = [
        f"{sum(measured.statuses.values())} requests at {options.rate:g} a second, {measured.failed} failed",
        f"search p50 {measured.at(0.5, 'search', 'filter'):.0f} ms, p95 {measured.at(0.95, 'search', 'filter'):.0f} ms, "
        f"p99 {measured.at(0.99, 'search', 'filter'):.0f} ms; all p95 {measured.at(0.95):.0f} ms",
        f"of the second half: search p50 {measured.at(0.5, 'search', 'filter', late=True):.0f} ms, "
        f"p95 {measured.at(0.95, 'search', 'filter', late=True):.0f} ms",
        f"memory of the web processes: {', '.join(f'{value:.0f}' for value in measured.memory)} MB",
        f"{measured.rebuilds} rebuilds at {options.rebuild:g} works a second meanwhile",
        f"afterwards: {verified.stdout.splitlines()[-1] if verified.stdout else verified.stderr.strip()}",
    ]
    sys.stdout.write("\n".join(lines) + "\n")
    return bool(measured.failed or verified.returncode)


if __name__ == "__main__":
    sys.exit(main())
