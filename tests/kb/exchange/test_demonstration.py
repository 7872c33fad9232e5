"""The demonstration: loaded again without harm, removed without a trace, and sound as data."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest
from wagtail.models import Page

from cases.models import CaseShardPage, CollectionPage
from kb.core import languages
from kb.core.models import Work
from kb.core.text import paragraphs
from kb.exchange import demonstration
from tests import factories

RECORDS: list[dict[str, Any]] = [
    json.loads(line)
    for path in demonstration.files()
    for line in path.read_text(encoding="utf-8").splitlines()
]
CASES = [record for record in RECORDS if record["kind"] == "case"]
EXPERTS = [record for record in RECORDS if record["kind"] == "expert"]
each_record = pytest.mark.parametrize("record", RECORDS, ids=lambda record: record["slug"])
each_case = pytest.mark.parametrize("record", CASES, ids=lambda record: record["slug"])


def silent(*progress: Any) -> None:
    pass


def test_it_is_loaded_brought_up_to_date_and_removed_and_nothing_else_is_touched(site, tmp_path, monkeypatch):
    shards = set(Page.objects.values_list("pk", flat=True))
    mine = factories.make_case(code="mine", country="ID")
    told: list[str] = []
    report = demonstration.load(lambda number, total, name: told.append(f"{number}/{total} {name}"))
    assert report.problems == []
    assert report.outcomes == {"created": len(RECORDS)}
    assert told[-1].startswith(f"{len(RECORDS)}/{len(RECORDS)} ")
    shown = factories.make_collection(
        code="my-choice", entries=[mine, Work.objects.get(code="id-pkh").original.specific]
    )

    changed_path = next(path for path in demonstration.files() if path.stem == "bn-zakat")
    folder = tmp_path / "data"
    (folder / "cases").mkdir(parents=True)
    record = json.loads(changed_path.read_text(encoding="utf-8"))
    record["words"]["en"]["title"] = "Renamed"
    (folder / "cases" / changed_path.name).write_text(json.dumps(record), encoding="utf-8")
    with monkeypatch.context() as patch:
        patch.setattr(demonstration, "FOLDER", folder)
        assert demonstration.load(silent).outcomes == {"updated": 1}

    removed = list(demonstration.remove())
    assert len(removed) == len(RECORDS)
    assert set(Work.objects.values_list("code", flat=True)) == {"mine", "my-choice"}
    assert [entry.case_id for entry in CollectionPage.objects.get(pk=shown.pk).entries.all()] == [mine.pk]
    assert CaseShardPage.objects.filter(slug="id").exists()
    assert not CaseShardPage.objects.filter(slug="bn").exists()
    left = set(Page.objects.values_list("pk", flat=True))
    assert {page.slug for page in Page.objects.filter(pk__in=left - shards)} == {"mine", "my-choice", "id"}
    assert list(demonstration.remove()) == []


def test_it_does_not_take_over_a_record_of_the_site(site, tmp_path, monkeypatch):
    expert = factories.make_expert(code="expert-bn-1")
    Work.objects.filter(code="expert-bn-1").update(external_id="demo-expert-bn-1")
    path = next(path for path in demonstration.files() if path.stem == "expert-bn-1")
    (tmp_path / "experts").mkdir()
    (tmp_path / "experts" / path.name).write_bytes(path.read_bytes())
    monkeypatch.setattr(demonstration, "FOLDER", tmp_path)
    report = demonstration.load(silent)
    assert [problem.field for problem in report.problems] == ["expert-bn-1.jsonl external_id"]
    assert type(expert).objects.get(pk=expert.pk).name == expert.name


def test_how_much_there_is():
    assert len(CASES) >= 21
    assert len(EXPERTS) >= 16
    assert sum(record["kind"] == "collection" for record in RECORDS) == 2
    counts = Counter(code for record in CASES for code in record["words"])
    assert {code: counts[code] for code in languages.CODES if counts[code] < 6} == {}
    assert [record["slug"] for record in CASES if len(record["words"]) < 2] == []
    countries = {site["country"] for record in CASES for site in record["facts"]["sites"]}
    assert {"CN", "MM", "LA", "VN", "TH", "KH", "PH", "MY", "BN", "SG", "ID", "TL"} <= countries


@each_record
def test_it_says_that_it_is_the_demonstration_and_whose_words_they_are(record):
    assert record["demonstration"] is True
    for code, words in record["words"].items():
        assert words["state"] == ("original" if code == record["original_language"] else "machine")
        assert words["state_date"]


@pytest.mark.parametrize("record", EXPERTS, ids=lambda record: record["slug"])
def test_an_invented_expert_says_so(record):
    english = json.dumps(record["words"]["en"])
    assert "demonstration profile" in english.lower()
    for contact in record["facts"].get("contacts", ()):
        assert any(mark in contact["value"] for mark in ("example.org", "demo-profile", " 000"))


@each_case
def test_every_figure_has_a_source_that_can_be_looked_up(record):
    facts = record["facts"]
    sources = {row["key"]: row for row in facts["references"]}
    for row in [*facts["results"], *facts.get("costs", ())]:
        source = sources[row["source"]]
        assert source["title"]
        assert source.get("publisher") or source.get("url")
    assert facts["results"]


@each_case
def test_every_language_tells_the_whole_story(record):
    original = record["words"][record["original_language"]]
    for code, words in record["words"].items():
        for name in ("steps", "lessons", "building_blocks"):
            assert len(words.get(name, ())) == len(original.get(name, ())), f"{code} {name}"
        for name, value in original.items():
            assert words.get(name) or not value, f"{code} {name}"


@each_case
def test_the_english_text_is_neither_a_note_nor_a_book(record):
    words = record["words"]["en"]
    rich = [words.get(name, "") for name in ("problem", "outcome", "setbacks")]
    rich += [words.get(f"replication_{name}", "") for name in ("where", "adapt", "keep")]
    for name in ("steps", "lessons", "building_blocks"):
        for block in words.get(name, ()):
            rich += [block["title"], block.get("text", ""), block.get("enabling", "")]
    texts = [words["title"], words["summary"], *(part for html in rich for part in paragraphs(html))]
    assert 400 <= sum(len(text.split()) for text in texts) <= 1500
    assert 40 <= len(words["summary"].split()) <= 150
