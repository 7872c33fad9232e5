"""Every test of the project, on every database and engine that this machine has.

What is missing is said in one line each. `REQUIRE_ELASTICSEARCH=1`, `REQUIRE_POSTGRESQL=1` and
`REQUIRE_CHROMIUM=1` make it an error. Arguments go to pytest.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tools import chromium, postgresql

ROOT = Path(__file__).resolve().parent.parent
# The tests bring their own database, data folder and engine.
SITE_VARIABLES = ("DATABASE_URL", "DATA_DIR", "SEARCH_ENGINE", "DJANGO_SETTINGS_MODULE", "SITE_URL")
PARTS = {
    "ELASTICSEARCH": (
        bool(os.environ.get("ELASTICSEARCH_URL")) or shutil.which("mvn") is not None,
        "the tests on Elasticsearch: set ELASTICSEARCH_URL, or install Maven and Java 21 or later",
    ),
    "POSTGRESQL": (
        postgresql.programs() is not None,
        "the tests on PostgreSQL: install its server (Debian: apt-get install postgresql)",
    ),
    "CHROMIUM": (
        chromium.program() is not None,
        "the tests in a browser: install Chromium (Debian: apt-get install chromium)",
    ),
}


def main(arguments: list[str]) -> int:
    missing = [name for name, (found, _) in PARTS.items() if not found]
    for name in missing:
        print(f"Left out: {PARTS[name][1]}.")
    if required := [name for name in missing if os.environ.get(f"REQUIRE_{name}") == "1"]:
        print(f"Required here: {', '.join(required)}.")
        return 1
    environment = {name: value for name, value in os.environ.items() if name not in SITE_VARIABLES}
    markers = {"ELASTICSEARCH": "elasticsearch", "CHROMIUM": "browser"}
    left_out = " and ".join(f"not {markers[name]}" for name in missing if name in markers)
    pytest = [sys.executable, "-m", "pytest", "-q"]
    if "POSTGRESQL" not in missing:
        # What depends on a database, once more on PostgreSQL.
        print("On PostgreSQL:", flush=True)
        with postgresql.server() as database_url:
            command = [
                *pytest,
                "-m",
                "not browser and not elasticsearch",
                "--ignore=tests/architecture",
                *arguments,
            ]
            done = subprocess.run(
                command, cwd=ROOT, env={**environment, "DATABASE_URL": database_url}, check=False
            )
        if done.returncode:
            return done.returncode
        print("On SQLite:", flush=True)
    return subprocess.run(
        [*pytest, "-m", left_out, *arguments], cwd=ROOT, env=environment, check=False
    ).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
