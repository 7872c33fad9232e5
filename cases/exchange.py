"""How cases and collections are exchanged (`docs/exchange-format.md`)."""

from __future__ import annotations

from typing import Any

from django.utils.text import slugify

from kb.core import cldr
from kb.core.models import ShardPage
from kb.exchange.fields import (
    Blocks,
    Day,
    Flag,
    Integer,
    Lines,
    Number,
    PartialDay,
    Picture,
    Reference,
    Rich,
    Rows,
    Tags,
    Term,
    Text,
)
from kb.exchange.works import WorkExchange

from . import models

REGION = "region"
SECTION = "collections"


def _terms(name: str, model: Any, scheme: str, attr: str) -> Rows:
    return Rows(name, model, [Term("term", scheme=scheme)], attr=attr, bare=True)


class CaseExchange(WorkExchange):
    kind = "case"
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
                Text("language"),
                Day("accessed"),
            ],
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
                Text("currency"),
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
        Blocks("steps", "step", [Text("title", required=True), Rich("text")]),
        Rich("outcome"),
        Rich("setbacks"),
        Blocks("lessons", "lesson", [Text("title", required=True), Rich("text")]),
        Blocks(
            "building_blocks",
            "block",
            [Text("kind"), Text("title", required=True), Rich("text"), Text("enabling")],
        ),
        Rich("replication_where"),
        Rich("replication_adapt"),
        Rich("replication_keep"),
        Blocks("photo_texts", "photo", [Text("caption"), Text("alt")]),
    )

    def shard(self, page: models.CasePage) -> ShardPage:
        countries = {site.country for site in page.sites.all()}
        index = models.CaseIndexPage.objects.get(locale=page.locale)
        if len(countries) == 1:
            country = countries.pop()
            return index.shard(country.lower(), cldr.country_name(country, page.locale.language_code))
        return index.shard(REGION, "China–ASEAN")


class CollectionExchange(WorkExchange):
    kind = "collection"
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
        ),
        Tags(),
    )
    words = (
        Text("title", required=True),
        Text("summary"),
        Rich("introduction"),
        Blocks("chapters", "chapter", [Text("title", required=True), Rich("text")]),
    )

    def shard(self, page: models.CollectionPage) -> ShardPage:
        index = models.CollectionIndexPage.objects.get(locale=page.locale)
        slug = slugify(page.organiser)[:50] or SECTION
        return index.shard(slug, page.organiser or str(index.title))
