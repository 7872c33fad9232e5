"""How experts are exchanged (`docs/exchange-format.md`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kb.core import cldr
from kb.exchange.fields import Day, Flag, Integer, Language, Lines, PartialDay, Picture, Rich, Term, Text
from kb.exchange.rows import Rows, Tags
from kb.exchange.works import Place, WorkExchange

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
        Picture("photo"),
        Text("country", required=True),
        Rows("kinds", models.ExpertKind, [Term("term", scheme="expert_kind")], attr="kind_rows", bare=True),
        Rows(
            "languages",
            models.ExpertLanguage,
            [Language("language", required=True), Term("level", scheme="language_level")],
            unique="language",
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
            unique="theme",
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
        Text("consent_text"),
        Day("confirmed_on"),
        Term("status", scheme="profile_status", attr="profile_status"),
        Tags(),
    )
    words = (Text("title", required=True), Text("summary"), Rich("biography"))

    related = (
        *(rows.attribute for rows in facts if isinstance(rows, Rows)),
        "tagged_items__tag",
    )

    def place(self, page: models.ExpertPage) -> Place:
        title = cldr.country_name(page.country, page.locale.language_code)
        return Place(models.ExpertIndexPage, page.country.lower(), title)

    def withheld(self, original: Any) -> bool:
        return not original.consent_given

    def leave_out_private(self, facts: dict[str, Any]) -> None:
        facts["contacts"] = [row for row in facts.get("contacts", ()) if row["visibility"] == PUBLIC]
        if not facts["contacts"]:
            del facts["contacts"]

    def leave_out_hidden(self, original: Any, record: dict[str, Any]) -> None:
        for name in (
            "photo",  # photographs do not travel with one record
            "consent_given",  # how somebody agreed is between them and the editors
            "consent_date",
            "consent_text",
        ):
            record["facts"].pop(name, None)

    def keep(self, original: Any, facts: Mapping[str, Any]) -> Mapping[str, Any]:
        """A file without private contacts was exported without them: those on the site stay, in their places."""
        rows = list(facts["contacts"])
        if any(row.visibility_key != PUBLIC for row in rows):
            return facts
        merged = []
        for row in original.contacts.all():
            if row.visibility_key != PUBLIC:
                merged.append(row)
            elif rows:
                merged.append(rows.pop(0))
        merged += rows
        for at, row in enumerate(merged):
            row.sort_order = at
        return {**facts, "contacts": merged}
