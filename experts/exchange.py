"""How experts are exchanged (`docs/exchange-format.md`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kb.core import cldr
from kb.core.models import ShardPage
from kb.exchange.fields import Day, Flag, Integer, Lines, PartialDay, Rich, Rows, Tags, Term, Text
from kb.exchange.works import WorkExchange

from . import models

PUBLIC = "public"


class ExpertExchange(WorkExchange):
    """Contact fields that are not public leave the site only on the operator's explicit wish."""

    kind = "expert"
    model = models.ExpertPage
    facts = (
        Text("name", required=True),
        Text("name_own_script"),
        Text("name_romanised"),
        Lines("other_names"),
        Text("country", required=True),
        Rows("kinds", models.ExpertKind, [Term("term", scheme="expert_kind")], attr="kind_rows", bare=True),
        Rows(
            "languages",
            models.ExpertLanguage,
            [Text("language", required=True), Term("level", scheme="language_level")],
        ),
        Rows(
            "positions",
            models.ExpertPosition,
            [Text("title"), Text("organisation"), PartialDay("start"), PartialDay("end")],
        ),
        Rows(
            "expertise",
            models.ExpertExpertise,
            [Term("theme", scheme="theme", required=True), Term("level", scheme="expertise_level")],
        ),
        Rows("country_experience", models.ExpertCountry, [Text("country")], bare=True),
        Rows(
            "education",
            models.ExpertEducation,
            [Text("degree", required=True), Text("institution"), Integer("year")],
        ),
        Rows(
            "publications",
            models.ExpertPublication,
            [Text("title", required=True), Integer("year"), Text("url")],
        ),
        Text("orcid"),
        Rows(
            "availability",
            models.ExpertAvailability,
            [Term("term", scheme="availability")],
            attr="availability_rows",
            bare=True,
        ),
        Term("mode", scheme="work_mode"),
        Rows(
            "contacts",
            models.ExpertContact,
            [
                Term("type", scheme="contact_type", required=True),
                Text("value", required=True),
                Term("visibility", scheme="contact_visibility", required=True),
            ],
        ),
        Flag("consent_given"),
        Day("consent_date"),
        Day("confirmed_on"),
        Term("status", scheme="profile_status", attr="profile_status"),
        Tags(),
    )
    words = (Text("title", required=True), Text("summary"), Rich("biography"))

    def shard(self, page: models.ExpertPage) -> ShardPage:
        index = models.ExpertIndexPage.objects.get(locale=page.locale)
        return index.shard(page.country.lower(), cldr.country_name(page.country, page.locale.language_code))

    def dump_facts(self, original: Any, *, private: bool) -> dict[str, Any]:
        facts = super().dump_facts(original, private=private)
        if not private and "contacts" in facts:
            facts["contacts"] = [row for row in facts["contacts"] if row["visibility"] == PUBLIC]
        return facts

    def keep(self, original: Any, facts: Mapping[str, Any]) -> Mapping[str, Any]:
        """A file without private contacts was exported without them: those on the site stay."""
        rows = facts["contacts"]
        if any(row.visibility_key != PUBLIC for row in rows):
            return facts
        held = [row for row in original.contacts.all() if row.visibility_key != PUBLIC]
        return {**facts, "contacts": [*rows, *held]}
