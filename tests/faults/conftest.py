"""A site of forty cases that faults are done to: prepared once a run, copied for each test."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys

import pytest

from tests.prepared import fill
from tests.server import ROOT, environment

CASES = 40


def _collection() -> str:
    """The example of the documentation, its case forty times."""
    lines = [json.loads(line) for line in (ROOT / "docs" / "exchange-example.jsonl").read_text().splitlines()]
    expert = next(line for line in lines if line["kind"] == "expert")
    case = next(line for line in lines if line["kind"] == "case")
    cases = [case | {"external_id": f"fault-{number}", "slug": f"fault-{number}"} for number in range(CASES)]
    return "".join(f"{json.dumps(line)}\n" for line in [expert, *cases])


@pytest.fixture(scope="session")
def whole(once, bare_site):
    """The folder of the site, to be copied."""
    return once("faults", lambda folder: fill(folder, bare_site, _collection()))


@pytest.fixture
def data_dir(whole, tmp_path):
    """The site's folder, with its index on the local disk."""
    return shutil.copytree(whole, tmp_path / "site")


@pytest.fixture
def scenario(data_dir):
    """Runs a scenario of the harness on the site; returns what it found."""

    def run(name, *arguments):
        done = subprocess.run(
            [sys.executable, "-m", "tests.faults.harness", name, *map(str, arguments)],
            cwd=ROOT, env=environment(data_dir, DEMONSTRATION="0"), capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
        return json.loads(done.stdout.splitlines()[-1])

    return run
