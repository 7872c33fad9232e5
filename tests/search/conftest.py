"""Engines for the tests of the search: a test that takes ``engine_name`` runs once for each engine."""

from __future__ import annotations

from tests.elasticsearch import left_out


def pytest_generate_tests(metafunc):
    if "engine_name" in metafunc.fixturenames:
        names = ["embedded"] if left_out() else ["embedded", "elasticsearch"]
        metafunc.parametrize("engine_name", names, scope="session")
