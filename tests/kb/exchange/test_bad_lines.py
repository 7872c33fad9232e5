"""Every kind of bad line is told with its number, field and reason; the good ones go in."""

from __future__ import annotations

import json

import pytest
from django.utils import translation

from kb.core.models import Work
from kb.exchange import parsing
from tests.kb.exchange.conftest import CASE, COLLECTION, EXPERT, changed

LONG = "x" * 300


def test_good_lines_go_in_and_bad_ones_are_told(exchange):
    told = []
    report = exchange.bring(
        CASE,
        "{no json",
        changed(CASE, slug="other", external_id="old-2", words__en__title=...),
        EXPERT,
        problem=told.append,
    )
    assert report.outcomes == {"created": 2}
    assert report.failed == 2
    assert [(each.line, each.field) for each in report.problems] == [(2, "record"), (3, "words.en.title")]
    assert told == report.problems
    assert str(report.problems[1]) == "line 3, words.en.title: This is missing."
    assert set(Work.objects.values_list("code", flat=True)) == {"clean-water", "water-engineer"}


@pytest.mark.parametrize(
    ("line", "field", "reason"),
    [
        (b"[1]", "record", "A line holds one JSON object."),
        (b'"text"', "record", "A line holds one JSON object."),
        (b"{} {}", "record", "This line is not JSON (character 4)."),
        (b'{"kind": "case", "format": NaN}', "record", "This line is not JSON."),
        (b'{"kind": "\xff"}', "record", "This line is not UTF-8 (byte 11)."),
        ('{"kind": "case"}'.encode("utf-16"), "record", "This line is not UTF-8 (byte 1)."),
        (b"[" * 100_000, "record", "This line is not JSON."),
        (
            b'{"kind": "case", "a": ' + b'{"a": ' * 40 + b"1" + b"}" * 41,
            "a" + ".a" * 16,
            "This is nested too deeply.",
        ),
        (b'{"kind": "case", "kind": "case"}', "kind", "This stands twice in one object."),
        (b"{}", "kind", "This says what the record is: one of expert, case, collection."),
        (b'{"kind": "poem"}', "kind", "This says what the record is: one of expert, case, collection."),
        (b'{"kind": ["case"]}', "kind", "This says what the record is: one of expert, case, collection."),
        (
            b'{"kind": "case", "slug": "a\\u0000b"}',
            "slug",
            "This text has a character that cannot be stored or shown.",
        ),
        (
            b'{"kind": "case", "slug": "\\ud800"}',
            "slug",
            "This text has a character that cannot be stored or shown.",
        ),
        (b'{"kind": "case", "a": ' + b"1" * 10_000 + b"}", "record", "This line is not JSON."),
    ],
)
def test_what_is_no_record(exchange, line, field, reason):
    assert exchange.problems(EXPERT, line) == [(2, field, reason)]


@pytest.mark.parametrize(
    ("changes", "field", "reason"),
    [
        ({"format": 2}, "format", "“2” is not in the list. Known are: 1."),
        ({"external_id": ...}, "external_id", "This is missing."),
        ({"external_id": " "}, "external_id", "“ ” does not fit. Write one line without spaces at the ends."),
        ({"external_id": "x" * 121}, "external_id", "This has 121 characters; at most 120 fit."),
        (
            {"slug": "Clean Water"},
            "slug",
            "“Clean Water” does not fit. Write 3 to 60 small letters, digits and hyphens, with no hyphen at the ends.",
        ),
        (
            {"slug": "water\n"},
            "slug",
            "“water\n” does not fit. Write 3 to 60 small letters, digits and hyphens, with no hyphen at the ends.",
        ),
        ({"original_language": "lao"}, "original_language", "“lao” is not in the list. Did you mean “lo”?"),
        ({"original_language": "lo"}, "words", "The original language “lo” has no words."),
        ({"words": {}}, "words", "This is empty."),
        ({"words__xx": {}}, "words.xx", "There is no such field here."),
        ({"words__lo": {"title": "x"}}, "words.lo.state", "This is missing."),
        (
            {"words__en__state": "machin"},
            "words.en.state",
            "“machin” is not in the list. Did you mean “machine”?",
        ),
        (
            {"words__en__state": "machine"},
            "words.en.state",
            "The words of the original language, and no others, have the state “original”.",
        ),
        (
            {"words__lo": {"title": "x", "state": "original"}},
            "words.lo.state",
            "The words of the original language, and no others, have the state “original”.",
        ),
        (
            {"words__en__state_date": "2026-02-30"},
            "words.en.state_date",
            "“2026-02-30” is no date. Write it as 2020-10-27.",
        ),
        (
            {"words__en__state_date": "May"},
            "words.en.state_date",
            "“May” does not fit. Write a date as 2020-10-27.",
        ),
        ({"words__en__title": "   "}, "words.en.title", "This is missing."),
        ({"words__en__title": LONG}, "words.en.title", "This has 300 characters; at most 255 fit."),
        ({"words__en__summary": 5}, "words.en.summary", "This must be a text, in quotes."),
        (
            {"words__en__sumary": "x"},
            "words.en.sumary",
            "There is no such field here. Did you mean “summary”?",
        ),
        ({"words__en__steps": [{"text": "<p>x</p>"}]}, "words.en.steps[0].title", "This is missing."),
        (
            {"words__en__steps": [{"title": LONG}]},
            "words.en.steps[0].title",
            "This has 300 characters; at most 200 fit.",
        ),
        (
            {"words__en__building_blocks": [{"title": "x", "kind": "trainin"}]},
            "words.en.building_blocks[0].kind",
            "Type of building block: “trainin” is not in the list. Did you mean “training”?",
        ),
        ({"facts": []}, "facts", "This must be an object, in braces."),
        ({"facts__sites": []}, "facts.sites", "This is empty."),
        ({"facts__sites": ...}, "facts.sites", "This is missing."),
        ({"facts__sites__0__country": "XX"}, "facts.sites[0].country", "“XX” is not the code of a country."),
        ({"facts__sites__0__country": ""}, "facts.sites[0].country", "This is missing."),
        (
            {"facts__sites__0__country": "Laos"},
            "facts.sites[0].country",
            "This has 4 characters; at most 2 fit.",
        ),
        (
            {"facts__sites__0__latitude": 91},
            "facts.sites[0].latitude",
            "Ensure this value is less than or equal to 90.",
        ),
        (
            {"facts__sites__0__latitude": "91"},
            "facts.sites[0].latitude",
            "This must be a number, without quotes.",
        ),
        (
            {"facts__sites__0__precision": "exact"},
            "facts.sites[0].precision",
            "Precision of a place: “exact” is not in the list. Known are: village, district, province, hidden.",
        ),
        (
            {"facts__sites": [{"key": "a", "country": "LA"}, {"key": "a", "country": "KH"}]},
            "facts.sites[1].key",
            "“a” stands in this list twice.",
        ),
        (
            {"facts__themes": ["water_suply"]},
            "facts.themes[0]",
            "Theme: “water_suply” is not in the list. Did you mean “water_supply”?",
        ),
        (
            {"facts__themes": ["water_supply", "water_supply"]},
            "facts.themes[1]",
            "“water_supply” stands in this list twice.",
        ),
        ({"facts__themes": "water_supply"}, "facts.themes", "This must be a list, in square brackets."),
        ({"facts__themes": [7]}, "facts.themes[0]", "This must be a text, in quotes."),
        (
            {"facts__status": "done"},
            "facts.status",
            "Status: “done” is not in the list. Known are: planned, running, finished, ended_early.",
        ),
        (
            {"facts__start": "2020-13"},
            "facts.start",
            "Write a year, a month or a day as 2020, 2020-10 or 2020-10-27.",
        ),
        ({"facts__start": "2021", "facts__end": "2020-06"}, "facts.end", "The end lies before the start."),
        ({"facts__licence": "x" * 81}, "facts.licence", "This has 81 characters; at most 80 fit."),
        (
            {"facts__results__0__source": "s9"},
            "facts.results[0].source",
            "There is no source with the key “s9”.",
        ),
        ({"facts__results__0__site": "z"}, "facts.results[0].site", "There is no place with the key “z”."),
        ({"facts__results__0__unit": "ells"}, "facts.results[0].unit", "Unit: “ells” is not in the list."),
        ({"facts__results__0__after": ...}, "facts.results[0].after", "Give a figure, or leave the row out."),
        (
            {"facts__results__0__indicator": ...},
            "facts.results[0].indicator",
            "Choose an indicator, or say in words what was measured.",
        ),
        (
            {"facts__results__0__after": 1e16},
            "facts.results[0].after",
            "This must be at most 1000000000000000.0.",
        ),
        (
            {"facts__results__0__after": 1234567890.1234567},
            "facts.results[0].after",
            "A number has at most 15 digits.",
        ),
        ({"facts__results__0__headline": "yes"}, "facts.results[0].headline", "This must be true or false."),
        ({"facts__results__0__colour": "red"}, "facts.results[0].colour", "There is no such field here."),
        (
            {"facts__references__0__url": "javascript:alert(1)"},
            "facts.references[0].url",
            "Enter a valid URL.",
        ),
        (
            {"facts__references__0__language": "not a tag"},
            "facts.references[0].language",
            "“not a tag” does not fit. Write a language tag of BCP 47, such as km or zh-Hans.",
        ),
        (
            {"facts__costs": [{"amount": 5, "currency": "EURO"}]},
            "facts.costs[0].currency",
            "This has 4 characters; at most 3 fit.",
        ),
        (
            {"facts__costs": [{"amount": 5, "currency": "XYZ"}]},
            "facts.costs[0].currency",
            "“XYZ” is no currency. ISO 4217 has three capital letters, such as USD.",
        ),
        (
            {"facts__costs": [{"amount": 5, "participant_share": 101}]},
            "facts.costs[0].participant_share",
            "Ensure this value is less than or equal to 100.",
        ),
        (
            {"facts__costs": [{"amount": 5, "source": "s7"}]},
            "facts.costs[0].source",
            "There is no source with the key “s7”.",
        ),
        (
            {"facts__people": [{"note": "x"}]},
            "facts.people[0]",
            "Name a person, or give the external id of an expert.",
        ),
        (
            {"facts__people": [{"expert": "nobody"}]},
            "facts.people[0].expert",
            "There is no record “nobody” of the type expert.",
        ),
        ({"facts__adapted_from": ["old-1"]}, "facts.adapted_from", "A case is not adapted from itself."),
        (
            {"facts__photos": [{"file": "a.jpg"}]},
            "facts.photos[0].file",
            "There is no picture “a.jpg” beside the file.",
        ),
        ({"facts__other_names": ["x"]}, "facts.other_names", "There is no such field here."),
        ({"facts__sites__0__other_names": [" "]}, "facts.sites[0].other_names[0]", "“ ” does not fit."),
    ],
)
def test_what_does_not_fit_in_a_case(exchange, changes, field, reason):
    found = exchange.one(changed(CASE, **changes))
    assert found[field].startswith(reason)
    assert not Work.objects.exists()


@pytest.mark.parametrize(
    ("record", "changes", "field", "reason"),
    [
        (EXPERT, {"facts__name": ...}, "facts.name", "This is missing."),
        (EXPERT, {"facts__orcid": "1234"}, "facts.orcid", "An ORCID looks like 0000-0002-1825-0097."),
        (
            EXPERT,
            {"facts__languages": [{"language": "km"}] * 2},
            "facts.languages[1].language",
            "“km” stands",
        ),
        (
            EXPERT,
            {"facts__contacts": [{"type": "email", "value": "a@example.org"}]},
            "facts.contacts[0].visibility",
            "This is missing.",
        ),
        (
            EXPERT,
            {"facts__education": [{"degree": "x", "year": 1.5}]},
            "facts.education[0].year",
            "This must be a whole number",
        ),
        (
            COLLECTION,
            {"facts__cases": [{"case": "nothing"}]},
            "facts.cases[0].case",
            "There is no record “nothing”",
        ),
        (COLLECTION, {"facts__cases": [{"chapter": 1}]}, "facts.cases[0].case", "This is missing."),
        (
            COLLECTION,
            {"facts__cases": [{"case": "x", "chapter": 3}]},
            "facts.cases[0].chapter",
            "There is no chapter 3.",
        ),
        (
            COLLECTION,
            {"facts__year": 1492},
            "facts.year",
            "Ensure this value is greater than or equal to 1900.",
        ),
    ],
)
def test_what_does_not_fit_in_an_expert_or_a_collection(exchange, record, changes, field, reason):
    assert exchange.one(changed(record, **changes))[field].startswith(reason)


def test_all_problems_of_a_line_are_told_at_once(exchange):
    found = exchange.one(
        changed(
            CASE,
            slug="A",
            facts__themes=["nothing", 5],
            facts__results__0__source="s9",
            facts__sites__0__country="XX",
            facts__evidence_level=3,
            words__en__title=...,
            words__fr={},
        )
    )
    assert set(found) == {
        "slug",
        "facts.themes[0]",
        "facts.themes[1]",
        "facts.results[0].source",
        "facts.sites[0].country",
        "facts.evidence_level",
        "words.en.title",
        "words.fr",
    }


def test_reasons_are_told_in_the_active_language(exchange):
    with translation.override("zh-hans"):
        found = exchange.one(changed(CASE, facts__status="done"))
    assert "状态" in found["facts.status"]


def test_a_line_that_is_too_long_is_told_and_skipped(exchange, monkeypatch):
    monkeypatch.setattr("kb.exchange.importing.LINE_LIMIT", 2000)
    monkeypatch.setattr(parsing, "LINE_LIMIT", 2000)
    long = changed(CASE, words__en__summary="x" * 9000)
    report = exchange.bring(long, EXPERT)
    assert [(each.line, each.field) for each in report.problems] == [(1, "record")]
    assert report.outcomes == {"created": 1}


def test_blank_lines_byte_order_mark_and_windows_line_ends(exchange):
    data = b"\xef\xbb\xbf" + json.dumps(CASE).encode() + b"\r\n\r\n   \r\n" + json.dumps(EXPERT).encode()
    exchange.path.write_bytes(data)
    report = exchange.bring(data.removesuffix(b"\n"), b"\xef\xbb\xbf", "no")
    assert report.outcomes == {"created": 2}
    assert [each.line for each in report.problems] == [6]


def test_an_empty_file(exchange):
    report = exchange.bring()
    assert (report.outcomes, report.failed) == ({}, 0)
