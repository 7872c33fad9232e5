"""The site that is measured: its folder, its works, its engines."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = "tests.benchmarks.settings"
PREFIX = "bench"


@dataclass
class Bench:
    """One run. ``works``: how many the site has; ``rounds``: pairs measured of each request."""

    folder: Path
    works: int
    rounds: int
    engine: str = "embedded"
    elasticsearch_url: str = ""
    stack: ExitStack = field(default_factory=ExitStack)

    @property
    def raw_name(self) -> str:
        return "tantivy" if self.engine == "embedded" else "raw _search"

    def say(self, sentence: str) -> None:
        sys.stderr.write(f"{sentence}\n")
        sys.stderr.flush()


def environment(folder: Path) -> dict[str, str]:
    """The environment of a process that measures: a folder of its own, SQLite, no settings of other sites."""
    ours = ("DATABASE_URL", "SEARCH_ENGINE", "SEARCH_INDEX_PREFIX", "SITE_URL", "SEARCH_TIMEOUT", "LOG_LEVEL")
    kept = {name: value for name, value in os.environ.items() if name not in ours}
    return {
        **kept,
        "DJANGO_SETTINGS_MODULE": SETTINGS,
        "DATA_DIR": str(folder),
        "SEARCH_INDEX_PREFIX": PREFIX,
        "DEMONSTRATION": "0",
    }


def set_up(folder: Path) -> None:
    """Make this process one of the site in the folder, prepared for the code of today."""
    folder.mkdir(parents=True, exist_ok=True)
    found = environment(folder)
    os.environ.clear()
    os.environ.update(found)
    import django

    django.setup()
    from django.core.management import call_command

    call_command("prepare_site", stdout=sys.stderr)


def run(folder: Path, module: str, *arguments: str) -> None:
    """Run a module of ours in a process of its own, whose memory begins small."""
    folder.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", module, *arguments]
    done = subprocess.run(command, cwd=ROOT, env=environment(folder), check=False)
    if done.returncode:
        sys.exit(done.returncode)


@contextmanager
def engine(bench: Bench, name: str) -> Iterator[None]:
    """Let the site search with an engine, whose index is there and fits."""
    from django.test import override_settings

    from search import rebuilding, verifying
    from search.engines import reset_engine

    settings = {"SEARCH_ENGINE": name}
    if name == "elasticsearch":
        settings["ELASTICSEARCH_URL"] = bench.elasticsearch_url
    before, bench.engine = bench.engine, name
    with override_settings(**settings), remembering(False):
        reset_engine()
        try:
            if not verifying.status().usable:
                bench.say(f"Filling the index of {name}")
                rebuilding.rebuild(from_projection=True)
                if name == "elasticsearch":
                    wait_for_merges(bench)
            yield
        finally:
            reset_engine()
            bench.engine = before


def wait_for_merges(bench: Bench) -> None:
    """Wait until Elasticsearch has compacted what was rebuilt."""
    import urllib3

    address = f"{bench.elasticsearch_url}/_tasks?actions=*forcemerge*&group_by=none"
    while urllib3.request("GET", address).json()["tasks"]:
        time.sleep(0.5)


@contextmanager
def remembering(kept: bool) -> Iterator[None]:
    """Let the process keep answers, cards and parts of pages as it does on a site, or take each request for a new one about
    works that were seen."""
    from search.engines import remembering as answers
    from search.engines import reset_engine

    usual = _answers(), _sizes()
    before = answers.MOST, {store: store.most for store in usual[1]}
    answers.MOST = usual[0] if kept else 0
    for store, most in usual[1].items():
        store.most = most if kept else 0
    reset_engine()
    try:
        yield
    finally:
        answers.MOST = before[0]
        for store, most in before[1].items():
            store.most = most
        reset_engine()


@cache
def _answers() -> int:
    """How many answers a site keeps, found out before anybody has changed it."""
    from search.engines import remembering

    return remembering.MOST


@cache
def _sizes() -> dict[Any, int]:
    """The same of everything else that a site keeps of questions; what is said of a work whatever was asked is no answer."""
    from search import facet_results, finished
    from search.meaning import near
    from search.templatetags import remembering

    questions = (near._vectors, near._found)
    asked = (remembering._parts[name] for name in ("hit", "facets"))
    stores = (finished._kept, facet_results._made, *questions, *asked)
    return {store: store.most for store in stores}
