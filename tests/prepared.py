"""Data folders of sites that many tests begin with: each is made once a run and copied.

Preparing a site takes 40 seconds of processor time on SQLite, and more than a minute on PostgreSQL.
"""

from __future__ import annotations

import fcntl
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.server import manage
from tools import postgresql

Once = Callable[[str, Callable[[Path], object]], Path]
ADMINISTRATOR = ("admin", "a long walk through the hills")


@pytest.fixture(scope="session")
def once(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Once:
    """A folder made by whichever process of the run asks first: `once("name", make)`. Others wait; nobody changes it."""
    shared = tmp_path_factory.getbasetemp()
    if hasattr(request.config, "workerinput"):  # pytest-xdist's: the folder of the run is one above
        shared = shared.parent

    def get(name: str, make: Callable[[Path], object]) -> Path:
        folder, unfinished = shared / f"once-{name}", shared / f"once-{name}-unfinished"
        with (shared / f"once-{name}-lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not folder.exists():
                shutil.rmtree(unfinished, ignore_errors=True)  # of a process that failed
                unfinished.mkdir()
                make(unfinished)
                unfinished.rename(folder)
        return folder

    return get


@pytest.fixture(scope="session")
def bare_site(once: Once) -> Path:
    """The data folder of a site without content, as `make run` prepares it."""
    return once("bare", lambda folder: manage(folder, "prepare_site", DEMONSTRATION="0"))


@pytest.fixture(scope="session")
def chosen_site(once: Once, bare_site: Path) -> Path:
    """The same with the works of `tests.journeys.content`, and an `ADMINISTRATOR`."""
    from tests.journeys.content import chosen

    name, password = ADMINISTRATOR

    def make(folder: Path) -> None:
        fill(folder, bare_site, chosen())
        manage(folder, "create_administrator", ADMIN_USERNAME=name, ADMIN_PASSWORD=password)

    return once("chosen", make)


@pytest.fixture(scope="session")
def bare_cluster(once: Once) -> Path:
    """A site without content on PostgreSQL: its data folder `site`, and the server's `cluster`, whose database is `postgres`."""

    def make(folder: Path) -> None:
        site = folder / "site"
        site.mkdir()
        with postgresql.controlled() as server:
            manage(site, "prepare_site", DEMONSTRATION="0", DATABASE_URL=server.url)
            server.copy_to(folder / "cluster")

    return once("postgresql", make)


def fill(folder: Path, site: Path, lines: str) -> None:
    """Make a folder one of a site like another, with content besides, and a whole index."""
    shutil.copytree(site, folder, dirs_exist_ok=True)
    content = folder / "content.jsonl"
    content.write_text(lines, encoding="utf-8")
    manage(folder, "import_content", str(content), "--strict", DEMONSTRATION="0")
    manage(folder, "search_index", "drain", DEMONSTRATION="0")
