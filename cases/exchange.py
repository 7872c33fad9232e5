"""How cases and collections are exchanged (`docs/exchange-format.md`)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext as _

from experts.models import ExpertPage
from kb.core import cldr
from kb.exchange.fields import (
    Currency,
    Day,
    Flag,
    Integer,
    Key,
    Language,
    Lines,
    Number,
    PartialDay,
    Picture,
    Reference,
    Rich,
    Term,
    Text,
)
from kb.exchange.problems import Collector
from kb.exchange.rows import Blocks, Rows, Tags
from kb.exchange.works import UNTRANSLATED, Place, WorkExchange, hidden_names

from . import models
from .facts import AUTHOR

REGION = "region"
SECTION = "collections"
HIDDEN = "hidden"  # the precision of a place whose point nobody may see
PASSAGE = [Text("title", required=True, longest=200), Rich("text")]


def _terms(name: str, model: Any, scheme: str, attr: str) -> Rows:
    return Rows(name, model, [Term("term", scheme=scheme)], attr=attr, bare=True)


class CaseExchange(WorkExchange):
    kind = "case"
    points_to = ("expert",)
    model = models.CasePage
    facts = (
        Rows(
            "sites",
            models.CaseSite,
            [
                Text("key", required=True),
                Text("country", required=True),
                Text("province"),
                Text("district"),
                Text("village"),
                Text("name_local"),
                Lines("other_names"),
                Number("latitude"),
                Number("longitude"),
                Term("precision", scheme="place_precision"),
            ],
            required=True,
            unique="key",
        ),
        _terms("themes", models.CaseTheme, "theme", "theme_rows"),
        _terms("sdgs", models.CaseSDG, "sdg", "sdg_rows"),
        Term("delivery_model", scheme="delivery_model"),
        Term("cooperation_form", scheme="cooperation_form"),
        Term("status", scheme="status"),
        PartialDay("start"),
        PartialDay("end"),
        Term("scale", scheme="scale"),
        _terms("target_groups", models.CaseTargetGroup, "target_group", "target_group_rows"),
        _terms(
            "poverty_dimensions", models.CasePovertyDimension, "poverty_dimension", "poverty_dimension_rows"
        ),
        Term("evidence_level", scheme="evidence_level"),
        Text("evidence_confirmed_by"),
        Term("after_end", scheme="after_end"),
        PartialDay("after_end_checked"),
        _terms("conditions", models.CaseCondition, "condition", "condition_rows"),
        Rows(
            "references",
            models.CaseReference,
            [
                Text("key", required=True),
                Text("title", required=True),
                Text("authors"),
                Text("publisher"),
                PartialDay("date"),
                Text("url"),
                Language("language"),
                Day("accessed"),
            ],
            unique="key",
        ),
        Rows(
            "results",
            models.CaseResult,
            [
                Term("indicator", scheme="indicator"),
                Text("indicator_text"),
                Text("site"),
                Number("before"),
                PartialDay("before_date"),
                Number("after"),
                Term("unit", scheme="unit"),
                Term("qualifier", scheme="qualifier"),
                PartialDay("as_of"),
                Text("source"),
                Text("method"),
                Flag("headline"),
                Text("group"),
            ],
        ),
        Rows(
            "costs",
            models.CaseCost,
            [
                Term("item", scheme="cost_item"),
                Text("item_text"),
                Number("amount"),
                Currency("currency"),
                Number("participant_share"),
                Term("qualifier", scheme="qualifier"),
                PartialDay("as_of"),
                Text("source"),
            ],
        ),
        Rows(
            "organisations",
            models.CaseOrganisation,
            [
                Text("name", required=True),
                Text("name_local"),
                Term("role", scheme="organisation_role"),
                Text("country"),
                Text("url"),
            ],
        ),
        Rows(
            "people",
            models.CasePerson,
            [
                Reference("expert", kind="expert"),
                Text("name"),
                Term("role", scheme="person_role"),
                Text("note"),
            ],
        ),
        Rows(
            "adapted_from",
            models.CaseAdaptedFrom,
            [Reference("case", kind="case")],
            attr="adapted_from_rows",
            bare=True,
        ),
        Rows(
            "photos",
            models.CasePhoto,
            [
                Picture("file", attr="image", required=True),
                Text("credit"),
                Flag("consent"),
                PartialDay("taken"),
            ],
        ),
        Tags(),
        Text("licence"),
        Flag("original_statement"),
    )
    words = (
        Text("title", required=True),
        Text("summary"),
        Rich("problem"),
        Blocks("steps", "step", PASSAGE),
        Rich("outcome"),
        Rich("setbacks"),
        Blocks("lessons", "lesson", PASSAGE),
        Blocks(
            "building_blocks",
            "block",
            [Key("kind", scheme="building_block_kind"), *PASSAGE, Text("enabling")],
        ),
        Rich("replication_where"),
        Rich("replication_adapt"),
        Rich("replication_keep"),
        Blocks("photo_texts", "photo", [Text("caption"), Text("alt")]),
    )

    related = (
        *(rows.attribute for rows in facts if isinstance(rows, Rows)),
        "photos__image",
        "tagged_items__tag",
    )

    def place(self, page: models.CasePage) -> Place:
        countries = {site.country for site in page.sites.all()}
        if len(countries) == 1:
            country = countries.pop()
            title = cldr.country_name(country, page.locale.language_code)
            return Place(models.CaseIndexPage, country.lower(), title)
        return Place(models.CaseIndexPage, REGION, "China–ASEAN")

    def check(self, record: Mapping[str, Any], problems: Collector) -> None:
        facts = record.get("facts") or {}
        places, sources = _keys(facts, "sites"), _keys(facts, "references")
        for path, row in [*_rows(facts, "results"), *_rows(facts, "costs")]:
            if row.get("source") and row["source"] not in sources:
                problems.add(f"{path}.source", _("There is no source with the key “%s”.") % row["source"])
            if row.get("site") and row["site"] not in places:
                problems.add(f"{path}.site", _("There is no place with the key “%s”.") % row["site"])
        for path, row in _rows(facts, "people"):
            if not row.get("name") and not row.get("expert") and row.get("role") != AUTHOR:
                problems.add(path, _("Name a person, or give the external id of an expert."))
        if record.get("external_id") in (facts.get("adapted_from") or []):
            problems.add("facts.adapted_from", _("A case is not adapted from itself."))
        start, end = facts.get("start"), facts.get("end")
        if start and end and start[: len(end)] > end[: len(start)]:
            problems.add("facts.end", _("The end lies before the start."))

    def keep(self, original: Any, facts: Mapping[str, Any]) -> Mapping[str, Any]:
        """A file without the points of hidden places was exported without them: those on the site stay."""
        held = {site.key: site for site in original.sites.all() if site.precision_key == HIDDEN}
        for site in facts["sites"]:
            known = held.get(site.key)
            if known is not None and site.precision_key == HIDDEN and site.latitude is None:
                site.latitude, site.longitude = known.latitude, known.longitude
        return facts

    def leave_out_private(self, facts: dict[str, Any]) -> None:
        for _path, site in _rows(facts, "sites"):
            if site.get("precision") == HIDDEN:
                site.pop("latitude", None)
                site.pop("longitude", None)

    def leave_out_hidden(self, original: Any, record: dict[str, Any]) -> None:
        """Profiles and cases that are hidden, and photographs, which do not travel with one record."""
        facts = record["facts"]
        facts.pop("photos", None)
        for words in record["words"].values():
            of_photographs = words.pop("photo_texts", ())
            UNTRANSLATED.leave_out(words, [text for row in of_photographs for text in row.values()])
        people = hidden_names(ExpertPage, (row.expert_id for row in original.people.all()))
        for _path, row in _rows(facts, "people"):
            if row.get("expert") in people:
                del row["expert"]
        facts["people"] = [
            row for _path, row in _rows(facts, "people") if row.get("name") or row.get("expert")
        ]
        cases = hidden_names(models.CasePage, (row.case_id for row in original.adapted_from_rows.all()))
        facts["adapted_from"] = [name for name in facts.get("adapted_from", ()) if name not in cases]
        for name in ("people", "adapted_from"):
            if not facts[name]:
                del facts[name]


class CollectionExchange(WorkExchange):
    kind = "collection"
    points_to = ("case",)
    model = models.CollectionPage
    facts = (
        Text("organiser"),
        Text("forum_edition"),
        Integer("year"),
        Rows(
            "cases",
            models.CollectionEntry,
            [Reference("case", kind="case", required=True), Integer("chapter")],
            attr="entries",
            unique="case",
        ),
        Tags(),
    )
    words = (
        Text("title", required=True),
        Text("summary"),
        Rich("introduction"),
        Blocks("chapters", "chapter", PASSAGE),
    )

    related = ("entries", "tagged_items__tag")

    def place(self, page: models.CollectionPage) -> Place:
        slug = slugify(page.organiser)[:50].strip("-") or SECTION
        return Place(models.CollectionIndexPage, slug, page.organiser or str(_("Collections")))

    def check(self, record: Mapping[str, Any], problems: Collector) -> None:
        words = (record.get("words") or {}).get(record.get("original_language")) or {}
        chapters = len(words.get("chapters") or [])
        for path, row in _rows(record.get("facts") or {}, "cases"):
            if row.get("chapter") is not None and not 1 <= row["chapter"] <= chapters:
                problems.add(f"{path}.chapter", _("There is no chapter %d.") % row["chapter"])

    def leave_out_hidden(self, original: Any, record: dict[str, Any]) -> None:
        cases = hidden_names(models.CasePage, (row.case_id for row in original.entries.all()))
        rows = [row for _path, row in _rows(record["facts"], "cases") if row["case"] not in cases]
        record["facts"] = {**record["facts"], "cases": rows}


def _rows(facts: Mapping[str, Any], name: str) -> Iterable[tuple[str, dict[str, Any]]]:
    """The objects of a list with their paths; wrong ones have been emptied before."""
    return [(f"facts.{name}[{at}]", row) for at, row in enumerate(facts.get(name) or []) if row]


def _keys(facts: Mapping[str, Any], name: str) -> set[str]:
    return {row.get("key") for _path, row in _rows(facts, name)}
