"""Nothing is lost between a site and a file: every field, and the demonstration to the byte."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from jsonschema import Draft202012Validator

from cases.models import CasePage, CollectionPage
from experts.models import ExpertPage
from kb.core.deletion import delete_work
from kb.core.models import Work
from kb.exchange import demonstration, registry
from kb.exchange.fields import Picture
from kb.exchange.importing import import_file
from kb.exchange.rows import Blocks, Rows
from kb.vocabulary import labels
from kb.vocabulary.blocks import TermBlock
from tests.kb.exchange.conftest import changed

DOCS = Path(settings.BASE_DIR) / "docs"
MODELS = {"case": CasePage, "expert": ExpertPage, "collection": CollectionPage}
HEADER = {"format": 1, "original_language": "en"}
REFERRED = {"case": "full-case", "expert": "full-expert"}


def sample(field: Any, at: int = 0) -> Any:
    """A value of a field that its column accepts."""
    by_name = {
        "country": "LA",
        "url": "https://example.org/a?b=1&c=2",
        "currency": "LAK",
        "orcid": "0000-0002-1825-0097",
        "source": "key0",
        "site": "key0",
        "key": f"key{at}",
        "latitude": 17.97575,
        "longitude": 102.63312,
        "participant_share": 12.5,
        "chapter": 1,
        "year": 2022,
        "language": "zh-Hans",
    }
    if isinstance(field, Blocks):
        return [{each.name: sample(each) for each in field.fields}]
    if isinstance(field, Rows):
        if field.bare:
            return [sample(field.fields[0])]
        return [{each.name: sample(each, at) for each in field.fields}]
    if isinstance(field, Picture):
        return ...
    if hasattr(field, "scheme"):
        return labels.entries(field.scheme)[0].key
    if hasattr(field, "kind"):
        return REFERRED[field.kind]
    if field.name in by_name:
        return by_name[field.name]
    kinds = {
        "Text": "A text & more",
        "Rich": "<p>A <b>b</b> &amp; <i>c</i></p><ul><li>d</li></ul>",
        "Lines": ["one", "ສອງ"],
        "Flag": True,
        "Integer": 7,
        "Number": 1234.5,
        "Day": "2026-05-03",
        "PartialDay": "2020-10",
        "Tags": ["spring", "water"],
    }
    return kinds[type(field).__name__]


def full(kind: str) -> dict[str, Any]:
    """A record in which every field has a value."""
    exchange = registry.get(kind)
    facts = {each.name: sample(each) for each in exchange.facts}
    words = {each.name: sample(each) for each in exchange.words}
    for values in (facts, *(row for rows in facts.values() if isinstance(rows, list) for row in rows)):
        if isinstance(values, dict):
            for name in [name for name, value in values.items() if value is ...]:
                del values[name]
    facts.pop("photos", None)
    return {
        **HEADER,
        "kind": kind,
        "external_id": f"full-{kind}",
        "slug": f"full-{kind}",
        "facts": facts,
        "words": {
            "en": {"state": "original", "state_date": "2026-05-03", **words},
            "km": {
                "state": "reviewed",
                "state_date": "2026-05-04",
                **words,
                "title": "អត្ថបទ",
                "untranslated": {"en": ["A b & c", "d"]},
                "outdated": True,
            },
            "my": {"state": "machine", "state_date": "2026-05-05", **words, "published": False},
        },
    }


@pytest.mark.parametrize("kind", list(MODELS))
def test_every_fact_and_word_of_a_page_is_exchanged(kind):
    """A field that is added to a page and forgotten here would be lost on the way."""
    exchange, model = registry.get(kind), MODELS[kind]
    assert {each.attribute for each in exchange.facts} == set(model.FACTS)
    assert {each.attribute for each in exchange.words} == set(model.WORDS)


@pytest.mark.parametrize("kind", list(MODELS))
def test_every_column_of_a_row_is_exchanged(kind):
    for rows in registry.get(kind).facts:
        if isinstance(rows, Rows):
            columns = {column.name for column in rows.model._meta.concrete_fields}
            assert {each.attribute for each in rows.fields} == columns - {"id", "page", "sort_order"}, (
                rows.name
            )


@pytest.mark.parametrize("kind", list(MODELS))
def test_every_child_of_a_block_is_exchanged(kind):
    model = MODELS[kind]
    for blocks in registry.get(kind).words:
        if isinstance(blocks, Blocks):
            block = model._meta.get_field(blocks.name).stream_block.child_blocks[blocks.block]
            assert {each.attribute for each in blocks.fields} == set(block.child_blocks)
            for each in blocks.fields:
                child = block.child_blocks[each.name]
                assert getattr(each, "longest", None) == getattr(child.field, "max_length", None)
                assert getattr(each, "scheme", None) == (
                    child.scheme if isinstance(child, TermBlock) else None
                )


@pytest.mark.parametrize("kind", list(MODELS))
def test_what_the_site_needs_is_required(kind):
    for rows in registry.get(kind).facts:
        if isinstance(rows, Rows) and not rows.bare:
            for each in rows.fields:
                column = rows.model._meta.get_field(each.attribute)
                needed = not column.blank and not column.has_default()
                assert each.required == needed, f"{rows.name}.{each.name}"


def test_nothing_is_lost(exchange, exported):
    records = [changed(full("case"), facts__adapted_from=["other"]), full("expert"), full("collection")]
    other = {**full("case"), "external_id": "other", "slug": "other"}
    other["facts"] = {**other["facts"], "adapted_from": []}
    report = exchange.bring(other, *records)
    assert report.problems == []
    assert report.outcomes == {"created": 4}
    lines = {each["slug"]: each for each in map(json.loads, exported(private=True))}
    for record in records:
        found = lines[record["slug"]]
        for part in ("facts", "words"):
            assert found[part] == record[part]
    assert exchange.bring(other, *records).outcomes == {"unchanged": 4}
    assert exchange.bring(*lines.values()).outcomes == {"unchanged": 4}


def test_the_demonstration_comes_back_to_the_byte(site, exported, tmp_path):
    assert demonstration.load(lambda *progress: None).problems == []
    before = exported(private=True)
    for kind in reversed(registry.kinds()):
        for work in Work.objects.filter(kind=kind.kind):
            delete_work(work)
    assert not Work.objects.exists()
    path = tmp_path / "all.jsonl"
    path.write_text("".join(f"{line}\n" for line in before), encoding="utf-8")
    assert import_file(path).outcomes == {"created": len(before)}
    assert exported(private=True) == before
    assert import_file(path).outcomes == {"unchanged": len(before)}
    assert demonstration.load(lambda *progress: None).outcomes == {"unchanged": len(before)}


def test_the_published_schema_is_current():
    out = StringIO()
    call_command("exchange_schema", stdout=out)
    assert (DOCS / "exchange-format.schema.json").read_text(encoding="utf-8") == out.getvalue()


def test_the_published_schema_is_a_schema_and_fits_the_demonstration():
    schema = json.loads((DOCS / "exchange-format.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    for path in demonstration.files():
        for line in path.read_text(encoding="utf-8").splitlines():
            validator.validate(json.loads(line))
    assert not validator.is_valid({})
