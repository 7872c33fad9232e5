"""What must not be known: private fields, hidden works in counts, another app's name in the library."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings as django_settings
from wagtail.models import PageViewRestriction

from search.counts import facet_counts
from search.models import Projection, Record

ROOT = Path(django_settings.BASE_DIR)


@pytest.mark.django_db
def test_a_private_field_is_nowhere_in_database_or_index(garden, settings):
    garden.plant("Cassava", secret="C-SECRET-7731", summary="root")
    garden.drain()
    rows = [*Record.objects.values_list(), *Projection.objects.values_list()]
    assert "C-SECRET" not in str(rows)
    files = [path for path in Path(settings.SEARCH_INDEX_DIR).rglob("*") if path.is_file()]
    assert files
    assert not [path for path in files if b"c-secret-7731" in path.read_bytes().lower()]
    assert garden.titles("C-SECRET-7731", exact="1") == []


@pytest.mark.django_db
def test_a_hidden_work_is_in_no_count(garden):
    garden.plant("Cassava", country="KH")
    section = garden.section()
    garden.plant("Hidden", under=section, country="LA")
    garden.drain()
    assert facet_counts(["grown_in"]) == {"grown_in": {"KH": 1, "LA": 1}}
    PageViewRestriction.objects.create(page=section, restriction_type="login")
    assert facet_counts(["grown_in"]) == {"grown_in": {"KH": 1}}
    garden.drain()
    assert facet_counts(["grown_in"]) == {"grown_in": {"KH": 1}}


@pytest.mark.django_db
def test_counts_are_narrowed_by_filters_and_kinds_alike(garden):
    garden.plant("Cassava", country="KH", uses="food")
    garden.plant("Ramie", country="KH", uses="fibre")
    garden.drain()
    assert facet_counts(["kind", "use"], {"grown_in": ["KH"], "use": ["food"]}) == {
        "kind": {"plant": 1},
        "use": {"food": 1},
    }
    assert facet_counts(["use"], kinds=["plant"]) == {"use": {"fibre": 1, "food": 1}}


@pytest.mark.django_db
def test_counts_are_none_when_the_engine_gives_none(garden, settings, tmp_path):
    from tests.search.site.test_api import break_engine

    break_engine(settings, tmp_path)
    assert facet_counts(["kind"]) is None


def test_joining_the_search_touches_nothing_outside_of_the_app():
    places = ("search", "kb", "cases", "experts", "templates")
    files = [
        path for place in places for path in (ROOT / place).rglob("*") if path.suffix in (".py", ".html")
    ]
    named = [
        path for path in files if "tests.search.tiny" in path.read_text() or "PlantPage" in path.read_text()
    ]
    assert [path.relative_to(ROOT).as_posix() for path in named] == ["kb/settings/test.py"]
