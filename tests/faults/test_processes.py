"""Processes that die, race and repeat: the index ends up saying what the database says."""

from __future__ import annotations

import pytest


def test_a_rebuild_killed_at_any_moment_leaves_the_old_index(scenario):
    assert scenario("killed_rebuilds", 12)["killed"] >= 4


def test_a_drain_killed_at_any_moment_is_only_repeated(scenario):
    assert scenario("killed_drains", 12)["killed"] >= 4


def test_nothing_published_during_rebuilds_is_lost(scenario, tmp_path):
    assert scenario("publish_during_rebuilds", tmp_path) == {"acknowledged": 30, "lost": []}


@pytest.mark.parametrize(("processes", "each", "tries"), [(4, 8, 1), (20, 2, 3)])
def test_processes_write_at_once(scenario, tmp_path, processes, each, tries):
    """Four as of a small site; twenty as on the last day of a call, who may be told that the database is busy."""
    assert scenario("writers", tmp_path, processes, each, tries) == {
        "acknowledged": processes * each,
        "lost": [],
    }


def test_of_two_rebuilds_one_refuses(scenario):
    assert scenario("two_rebuilds") == {"codes": [0, 1], "acknowledged": 0, "lost": []}
