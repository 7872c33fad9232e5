"""The commands: what they say, what they keep, and how they end."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from cases.models import CasePage
from kb.core.models import Work
from search.models import Outbox
from tests.kb.exchange.conftest import CASE, EXPERT, changed

DOCS = Path(settings.BASE_DIR) / "docs"


@pytest.fixture
def write(tmp_path):
    def put(*lines):
        path = tmp_path / "records.jsonl"
        texts = [line if isinstance(line, str) else json.dumps(line) for line in lines]
        path.write_text("\n".join(texts), encoding="utf-8")
        return path

    return put


def test_import_counts_what_it_did(site, write, capsys):
    call_command("import_content", write(CASE, EXPERT))
    shown = capsys.readouterr()
    assert "2 created, 0 updated, 0 unchanged, 0 with problems." in shown.out
    assert "100 %" in shown.err
    assert "%" not in shown.out


def test_problems_go_to_the_error_stream_and_the_exit_code(site, write, capsys):
    with pytest.raises(CommandError) as ended:
        call_command("import_content", write(CASE, changed(EXPERT, facts__country="XX")))
    assert ended.value.returncode == 1
    shown = capsys.readouterr()
    assert "line 2, facts.country: “XX” is not the code of a country." in shown.err
    assert "1 created, 0 updated, 0 unchanged, 1 with problems." in shown.out
    assert Work.objects.count() == 1


@pytest.mark.parametrize("options", [{"dry_run": True}, {"strict": True}])
def test_nothing_is_kept(site, write, capsys, options):
    bad = changed(EXPERT, facts__country="XX")
    before = Outbox.objects.count()
    with pytest.raises(CommandError):
        call_command("import_content", write(CASE, bad), **options)
    assert "Nothing was kept." in capsys.readouterr().out
    assert not Work.objects.exists()
    assert Outbox.objects.count() == before


def test_a_dry_run_of_a_good_file_keeps_nothing_and_ends_well(site, write, capsys):
    call_command("import_content", write(CASE, EXPERT), dry_run=True)
    assert "2 created" in capsys.readouterr().out
    assert not Work.objects.exists()


def test_a_good_file_goes_in_whole(site, write):
    call_command("import_content", write(CASE, EXPERT), strict=True)
    assert Work.objects.count() == 2


def test_a_file_that_is_not_there(site, tmp_path):
    with pytest.raises(CommandError, match="There is no file"):
        call_command("import_content", tmp_path / "none.jsonl")


def test_export_writes_what_import_reads(site, write, tmp_path, capsys):
    call_command("import_content", write(CASE, EXPERT))
    out = tmp_path / "out.jsonl"
    call_command("export_content", out)
    assert f"2 records written to {out}." in capsys.readouterr().out
    assert [json.loads(line)["kind"] for line in out.read_text(encoding="utf-8").splitlines()] == [
        "expert",
        "case",
    ]
    call_command("export_content", out, kind=["case"])
    assert [json.loads(line)["slug"] for line in out.read_text(encoding="utf-8").splitlines()] == [
        "clean-water"
    ]


def test_the_example_of_the_documentation_goes_in(site, capsys):
    call_command("import_content", DOCS / "exchange-example.jsonl", strict=True)
    assert "3 created" in capsys.readouterr().out
    assert {page.locale.language_code for page in CasePage.objects.all()} == {"en", "lo"}


def test_the_documentation_names_every_option_and_field(site):
    text = (DOCS / "exchange-format.md").read_text(encoding="utf-8")
    schema = json.loads((DOCS / "exchange-format.schema.json").read_text(encoding="utf-8"))
    names = set()
    for kind in schema["oneOf"]:
        names |= set(kind["properties"]) | set(kind["properties"]["facts"]["properties"])
    for words in schema["$defs"].values():
        names |= set(words["properties"])
    assert [name for name in sorted(names) if f"`{name}" not in text and f" {name}" not in text] == []
    for option in ("--dry-run", "--strict", "--overwrite-drafts", "--private"):
        assert option in text
