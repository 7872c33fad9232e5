"""Two minutes of readers while the index is rebuilt: nobody gets an error, and the index tells the truth."""

from __future__ import annotations

import shutil

from tests.benchmarks import load
from tests.server import manage, serving

VARIABLES = {"DEMONSTRATION": "0", "RATE_LIMITS": "0"}


def test_two_minutes_of_readers_and_rebuilds(whole, tmp_path):
    data_dir = shutil.copytree(whole, tmp_path / "site")
    with serving(data_dir, **VARIABLES) as address:
        measured = load.put(address, data_dir, rate=20, seconds=120, rebuild=20, **VARIABLES)
    assert measured.statuses.keys() == {200}, measured.statuses
    assert sum(measured.statuses.values()) == 2400
    assert measured.rebuilds > 1
    manage(data_dir, "search_index", "verify")
