"""Makes what tests need on a site that `set_up` has prepared: cases, experts, collections, translations, users.

All of it goes the robust way: a draft, a revision, publication.
"""

from __future__ import annotations

from datetime import date
from itertools import count
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from wagtail.models import Locale, Page

from cases import models as cases
from experts import models as experts
from kb.vocabulary.models import Term

_numbers = count(1)
CONSENT = {"consent_given": True, "consent_date": date(2026, 3, 2), "consent_text": "declaration of 2026"}
SOURCE = {"key": "s1", "title": "Report of the district"}

_CASE_TERMS = ("delivery_model", "cooperation_form", "status", "scale", "evidence_level", "after_end")
_CASE_TERM_ROWS = {
    "themes": ("theme_rows", cases.CaseTheme, "theme"),
    "sdgs": ("sdg_rows", cases.CaseSDG, "sdg"),
    "target_groups": ("target_group_rows", cases.CaseTargetGroup, "target_group"),
    "poverty_dimensions": ("poverty_dimension_rows", cases.CasePovertyDimension, "poverty_dimension"),
    "conditions": ("condition_rows", cases.CaseCondition, "condition"),
}
_CASE_ROWS = {
    "sites": (cases.CaseSite, {"precision": "place_precision"}),
    "references": (cases.CaseReference, {}),
    "results": (cases.CaseResult, {"indicator": "indicator", "unit": "unit", "qualifier": "qualifier"}),
    "costs": (cases.CaseCost, {"item": "cost_item", "qualifier": "qualifier"}),
    "organisations": (cases.CaseOrganisation, {"role": "organisation_role"}),
    "people": (cases.CasePerson, {"role": "person_role"}),
    "photos": (cases.CasePhoto, {}),
}
_EXPERT_TERM_ROWS = {
    "kinds": ("kind_rows", experts.ExpertKind, "expert_kind"),
    "availability": ("availability_rows", experts.ExpertAvailability, "availability"),
}
_EXPERT_ROWS = {
    "languages": (experts.ExpertLanguage, {"level": "language_level"}),
    "positions": (experts.ExpertPosition, {}),
    "expertise": (experts.ExpertExpertise, {"theme": "theme", "level": "expertise_level"}),
    "country_experience": (experts.ExpertCountry, {}),
    "education": (experts.ExpertEducation, {}),
    "publications": (experts.ExpertPublication, {}),
    "contacts": (experts.ExpertContact, {"type": "contact_type", "visibility": "contact_visibility"}),
}


def term(scheme: str, key: str) -> Term:
    return Term.objects.get(scheme=scheme, key=key)


def locale(code: str) -> Locale:
    return Locale.objects.get(language_code=code)


def make_case(
    title: str = "Clean water for a village",
    *,
    code: str | None = None,
    country: str = "LA",
    language: str = "en",
    live: bool = True,
    owner: Any = None,
    **given: Any,
) -> cases.CasePage:
    """A case with one place in `country`, under that country's shard of `language`.

    Words and columns are given by field name (terms by key), rows as lists of dicts by relation (`results`,
    `references`, `sites`…), rows of terms as lists of keys (`themes`, `sdgs`, `target_groups`…), `tags` as words.
    What publishing asks for is there: a theme, a summary, and a source for figures that name none.
    """
    given.setdefault("sites", [{"key": "s1", "country": country}])
    given.setdefault("themes", ["water_supply"])
    given.setdefault("summary", f"{title}: what was done, for whom, and what changed.")
    _give_sources(given)
    index = cases.CaseIndexPage.objects.get(locale=locale(language))
    page = cases.CasePage(title=title, slug=f"case-{next(_numbers)}" if code is None else code, owner=owner)
    _fill(page, given, _CASE_TERMS, _CASE_TERM_ROWS, _CASE_ROWS)
    return add(page, index.shard(country.lower(), country), live=live)


def make_expert(
    name: str = "Bounmy Phommasan",
    *,
    code: str | None = None,
    country: str = "LA",
    language: str = "en",
    live: bool = True,
    owner: Any = None,
    **given: Any,
) -> experts.ExpertPage:
    """An expert of `country`; rows and columns as for `make_case` (`contacts`, `languages`, `kinds`…)."""
    given = {"title": "Water engineer", "name": name, "country": country, **CONSENT, **given}
    index = experts.ExpertIndexPage.objects.get(locale=locale(language))
    page = experts.ExpertPage(slug=f"expert-{next(_numbers)}" if code is None else code, owner=owner)
    _fill(page, given, ("mode", "profile_status"), _EXPERT_TERM_ROWS, _EXPERT_ROWS)
    return add(page, index.shard(country.lower(), country), live=live)


def make_collection(
    title: str = "Cases of the forum",
    *,
    code: str | None = None,
    section: str = "forum",
    language: str = "en",
    live: bool = True,
    owner: Any = None,
    entries: Any = (),
    **given: Any,
) -> cases.CollectionPage:
    """A collection of these cases, in their order, in the section with that slug."""
    index = cases.CollectionIndexPage.objects.get(locale=locale(language))
    page = cases.CollectionPage(
        title=title, slug=f"collection-{next(_numbers)}" if code is None else code, owner=owner
    )
    page.entries = [cases.CollectionEntry(case=case, sort_order=at) for at, case in enumerate(entries)]
    _fill(page, given, (), {}, {})
    return add(page, index.shard(section, section.capitalize()), live=live)


def translate(page: Any, language: str, title: str = "", *, live: bool = True, **words: Any) -> Any:
    """A translation of a work's page; words by field name, `translation_state` as for a field."""
    made = page.copy_for_translation(locale(language), copy_parents=False)
    made.title = title or f"{page.title} ({language})"
    for name, value in words.items():
        setattr(made, name, value)
    return publish(made) if live else _draft(made)


def add(page: Any, parent: Page, *, live: bool = True) -> Any:
    """Puts a new page below `parent`, published or as a draft."""
    page.live, page.locale = False, parent.locale
    Page.objects.get(pk=parent.pk).add_child(instance=page)
    return publish(page) if live else _draft(page)


def publish(page: Any) -> Any:
    """Publishes the page as it is in memory; returns it as the database has it then."""
    page.save_revision().publish(skip_permission_checks=True)
    return type(page).objects.get(pk=page.pk)


def make_user(name: str, *groups: str) -> Any:
    """A user in these groups, with the password `password`."""
    user = get_user_model().objects.create_user(name, f"{name}@example.org", "password")
    user.groups.set(Group.objects.filter(name__in=groups))
    return user


def _draft(page: Any) -> Any:
    page.save_revision()
    return type(page).objects.get(pk=page.pk)


def _fill(page: Any, given: dict[str, Any], terms: Any, term_rows: Any, rows: Any) -> None:
    tags = given.pop("tags", ())
    for name, value in given.items():
        if name in terms:
            setattr(page, name, term(name_of_scheme(name), value))
        elif name in term_rows:
            relation, model, scheme = term_rows[name]
            setattr(
                page, relation, [model(term=term(scheme, key), sort_order=at) for at, key in enumerate(value)]
            )
        elif name in rows:
            model, schemes = rows[name]
            setattr(page, name, [model(**_row(row, schemes), sort_order=at) for at, row in enumerate(value)])
        else:
            setattr(page, name, value)
    if tags:
        page.tags.add(*tags)


def _give_sources(given: dict[str, Any]) -> None:
    rows = [row for name in ("results", "costs") for row in given.get(name, ()) if "source" not in row]
    if rows:
        given.setdefault("references", [SOURCE])
        for name in ("results", "costs"):
            key = given["references"][0]["key"]
            given[name] = [{"source": key, **row} for row in given.get(name, ())]


def name_of_scheme(field: str) -> str:
    """Fields are named after their scheme, but for one."""
    return {"mode": "work_mode"}.get(field, field)


def _row(row: dict[str, Any], schemes: dict[str, str]) -> dict[str, Any]:
    return {
        name: term(schemes[name], value) if name in schemes and isinstance(value, str) else value
        for name, value in row.items()
    }
