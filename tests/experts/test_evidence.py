"""What the index holds of experts beside what they say of themselves."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.models import CasePage
from experts import evidence
from experts.evidence import Evidence
from experts.search import ExpertSource
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def author(site):
    return factories.make_expert("Chanthou Sok", title="Teacher", country="KH")


def written(author, **given):
    return factories.make_case(people=[{"expert": author, "role": "author"}], **given)


def load(*experts):
    return ExpertSource().load([str(expert.translation_key) for expert in experts])


def test_themes_and_countries_of_public_cases_are_evidence_and_no_facet(author):
    written(author, themes=["water_supply"])
    written(author, themes=["crops", "water_supply"], sites=[{"key": "a", "country": "VN"}])
    written(author, themes=["roads"], live=False)
    assert evidence.of([author.pk]) == {author.pk: Evidence(("water_supply", "crops"), ("LA", "VN"))}
    [work] = load(author).values()
    assert "Viet Nam" in work.evidence["en"]
    assert all(work.evidence[language] for language in ("lo", "km", "my", "zh-hans"))
    assert work.facets["country"] == ("KH",)
    assert "theme" not in work.facets


def test_somebody_whom_no_public_case_names_has_none(author):
    written(author, live=False)
    assert evidence.of([author.pk]) == {}
    [work] = load(author).values()
    assert not any(work.evidence.values())


def test_an_expert_is_read_again_when_a_case_that_names_them_has_changed(author):
    case, other = written(author), factories.make_case()
    keys = {"case": [str(case.translation_key), str(other.translation_key)]}
    assert list(ExpertSource().dependents(keys)) == [str(author.translation_key)]
    assert list(ExpertSource().dependents({"expert": ["x"]})) == []


def test_the_number_of_queries_depends_neither_on_experts_nor_on_cases(author):
    other = factories.make_expert("Somebody Else")
    written(author)
    load(author)

    def queries(*experts):
        with CaptureQueriesContext(connection) as counted:
            load(*experts)
        return len(counted)

    few = queries(author)
    for expert in (author, other, author):
        written(expert)
    assert CasePage.objects.count() == 4
    assert queries(author, other) == few


def test_the_hit_says_that_a_case_has_found_it(author, search_index, client):
    written(author, themes=["water_supply"])
    search_index()
    answer = client.get("/en/search/?q=water+supply&kind=expert")
    assert "found by a case" in answer.text
    [hit] = client.get("/api/v1/search/?q=water+supply&kind=expert").json()["results"]
    assert hit["reason"] == "evidence"
