"""Every command, facet and source has words for people: a help text, a label, a line in the documentation."""

import re
from pathlib import Path

import pytest
from django.core.management import get_commands, load_command_class
from django.utils import translation

from kb.core import languages
from search import sources

ROOT = Path(__file__).resolve().parent.parent.parent
DOCS = ROOT / "docs"
OURS = sorted(
    name for name, app in get_commands().items() if app.split(".")[0] in ("kb", "cases", "experts", "search")
)
KINDS = ("case", "expert", "collection")


@pytest.mark.parametrize("name", OURS)
def test_a_command_says_what_it_does_and_stands_in_the_operators_documentation(name):
    assert load_command_class(get_commands()[name], name).help
    assert f"`{name}`" in (DOCS / "operations.md").read_text("utf-8")


@pytest.mark.parametrize(
    "facet", [facet for kind in KINDS for facet in sources.get(kind).facets], ids=lambda f: f.name
)
def test_a_facet_is_documented_and_labelled_in_every_language(facet):
    assert f"`{facet.name}`" in (DOCS / "search-api.md").read_text("utf-8")
    english = str(facet.label)
    for code in languages.CODES:
        with translation.override(code):
            assert str(facet.label)
            assert code in ("en", "fil", "id", "ms") or str(facet.label) != english


@pytest.mark.parametrize("kind", KINDS)
def test_a_source_is_documented_and_named_in_every_language(kind):
    assert f"`{kind}`" in (DOCS / "search-api.md").read_text("utf-8")
    for code in languages.CODES:
        with translation.override(code):
            assert str(sources.get(kind).label) and str(sources.get(kind).label_plural)


def named_tests():
    """The tests that the page on hardening names, and the classes of faults that they stand for."""
    page = (DOCS / "hardening.md").read_text("utf-8")
    return re.findall(r"`(tests/[\w/]+\.py)::(test_\w+)`", page), re.findall(r"\b[A-Z]\d\d\b", page)


@pytest.mark.parametrize(("file", "name"), sorted(set(named_tests()[0])), ids="::".join)
def test_a_test_that_the_documentation_names_exists(file, name):
    assert f"\ndef {name}(" in (ROOT / file).read_text("utf-8")


def test_every_class_of_faults_of_the_tests_names_stands_in_the_documentation():
    ours = Path(__file__).resolve()
    files = [file for file in (ROOT / "tests").rglob("test_*.py") if file != ours]
    used = {
        letters for file in files for letters in re.findall(r"def test_([A-Z]\d\d)_", file.read_text("utf-8"))
    }
    assert used - set(named_tests()[1]) == set()
