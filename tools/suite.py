"""Every test of the project on SQLite with both engines, and on PostgreSQL what asks the database.

What this machine lacks is said in one line each. `REQUIRE_ELASTICSEARCH=1`, `REQUIRE_POSTGRESQL=1` and
`REQUIRE_CHROMIUM=1` make it an error. Arguments go to pytest; a `-m` among them takes the place of what is chosen here.
"""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

from tools import chromium, postgresql
from tools import elasticsearch_server as elasticsearch

ROOT = Path(__file__).resolve().parent.parent
# The tests bring their own database, data folder and engine.
SITE_VARIABLES = ("DATABASE_URL", "DATA_DIR", "SEARCH_ENGINE", "DJANGO_SETTINGS_MODULE", "SITE_URL")
NONE_CHOSEN = 5  # pytest's code for a choice without any test
MOST_PROCESSES = 4  # each has a database, a browser and servers of its own
# On PostgreSQL runs what asks the database, but for these, which are slow: what they look at there is asked of the
# visibility rule, the search and the forms by quicker ones.
NOT_ON_POSTGRESQL = (
    "tests/benchmarks",
    "tests/cases/sharing/test_word.py",
    "tests/cases/sharing/test_word_files.py",
    "tests/faults",
    "tests/kb/exchange/test_round_trip.py",
    "tests/kb/test_budgets.py",
    "tests/search/contract",
    "tests/search/judged",
    "tests/search/meaning/test_answers.py",
    "tests/search/meaning/test_judged.py",
    "tests/security/test_canaries.py",
    "tests/security/test_doors.py",
    "tests/security/test_fuzz.py",
)


class LeftOut(Exception):
    """A part that this machine cannot test; required parts end the run."""


def leave_out(part: str, reason: str) -> None:
    if os.environ.get(f"REQUIRE_{part}") == "1":
        raise LeftOut(f"{part} is required here, but {reason}.")
    print(f"Left out: {reason}.", flush=True)


def pytest(environment: dict[str, str], *arguments: str) -> int:
    """Runs a file a process, as many at once as there are cores, in the order of the folders: the slow ones first."""
    processes = str(min(os.cpu_count() or 1, MOST_PROCESSES))
    spread = ["--numprocesses", processes, "--dist", "loadfile", "--no-loadscope-reorder"]
    command = [sys.executable, "-m", "pytest", "-q", *spread, *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


def run(stack: ExitStack, arguments: list[str]) -> int:
    environment = {name: value for name, value in os.environ.items() if name not in SITE_VARIABLES}
    chosen = ""  # by their marks
    if chromium.program() is None:
        leave_out("CHROMIUM", "no Chromium is installed (Debian: apt-get install chromium)")
        chosen = "not browser"
    if not environment.get("ELASTICSEARCH_URL"):
        try:
            environment["ELASTICSEARCH_URL"] = stack.enter_context(elasticsearch.running())
        except elasticsearch.CannotStart as reason:
            leave_out("ELASTICSEARCH", f"{reason}; or set ELASTICSEARCH_URL to a test server")
    failed = 0
    if postgresql.programs() is None:
        leave_out("POSTGRESQL", "no PostgreSQL server is installed (Debian: apt-get install postgresql)")
    else:
        print("On PostgreSQL, what asks the database:", flush=True)
        database = {"DATABASE_URL": stack.enter_context(postgresql.server())}
        ignored = [f"--ignore={path}" for path in NOT_ON_POSTGRESQL]
        asking = f"database and {chosen}" if chosen else "database"
        failed = pytest(environment | database, "-m", asking, *ignored, *arguments)
        failed = 0 if failed == NONE_CHOSEN else failed
    print("On SQLite, everything:", flush=True)
    failed_too = pytest(environment, "-m", chosen, *arguments)
    if failed and not failed_too:
        print("On PostgreSQL something failed, see above.", flush=True)
    return failed or failed_too


def main() -> int:
    try:
        with ExitStack() as stack:
            return run(stack, sys.argv[1:])
    except LeftOut as reason:
        print(reason)
        return 1


if __name__ == "__main__":
    sys.exit(main())
