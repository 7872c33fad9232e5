"""Fixtures that every test tree shares."""

from pathlib import Path

from kb.core.catalogues import compile_catalogues


def pytest_configure():
    # Lao and Filipino exist for Django only when their catalogues are compiled.
    compile_catalogues(Path(__file__).resolve().parent.parent / "locale")
