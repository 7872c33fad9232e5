"""What the command says of judged queries."""

from __future__ import annotations

import json

import pytest
from django.core.management import CommandError, call_command

pytestmark = pytest.mark.django_db


@pytest.fixture
def judged(tmp_path):
    def write(*rows):
        path = tmp_path / "judged.jsonl"
        path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
        return str(path)

    return write


@pytest.fixture
def codes(garden, understood):
    """External ids of a Khmer and an English work that say the same, and of one that does not."""
    pages = [
        garden.plant("ក្រុមសន្សំប្រាក់ក្នុងភូមិ", code="km", summary="ស្ត្រីសន្សំប្រាក់ជារៀងរាល់ខែ"),
        garden.plant("Village savings group", summary="Women save money every month"),
        garden.plant("Bridge", summary="A bridge over the river"),
    ]
    understood()
    return [page.slug for page in pages]


def told(capsys, *arguments):
    call_command("evaluate_search", *arguments)
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    return {line[0]: line[1:] for line in lines if line and line[0] in ("en", "km", "all")}


def test_same_language_and_across_languages_apart(codes, judged, capsys):
    khmer, english, _bridge = codes
    path = judged(
        {"language": "en", "query": "women of a village save money in a group", "works": [khmer, english]}
    )
    rows = told(capsys, path)
    assert (
        rows["en"] == rows["all"] == ["1", "1.00", "1.00", "1.00", "1", "1.00", rows["en"][6], rows["en"][7]]
    )
    words = told(capsys, path, "--exact")
    assert words["en"][:2] == ["1", "0.00"]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"language": "en", "query": "water", "works": ["unheard-of"]}, "not in the index: unheard-of"),
        ({"language": "xx", "query": "water", "works": ["a"]}, "line 1"),
        ({"language": "en", "query": "water"}, "line 1"),
    ],
)
def test_a_set_that_cannot_be_used_is_refused_by_name(codes, judged, row, message):
    with pytest.raises(CommandError, match=message):
        call_command("evaluate_search", judged(row))
