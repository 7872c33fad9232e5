"""An expert is found by the themes and countries of the public cases that they wrote, and by no other, whatever
happens to the cases.
"""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlencode

import pytest
import time_machine
from django.http import QueryDict
from django.utils import timezone
from wagtail.models import Page

from cases.models import CasePage, CasePerson
from search import params, service
from search.results import Reason
from tests import factories

from .conftest import assert_index_tells_the_truth
from .events import restrict

pytestmark = pytest.mark.django_db
EVENTS = []


def experts(q: str, language: str = "en"):
    asked = QueryDict(urlencode({"q": q, "kind": "expert", "exact": "1"}))
    found = service.search(params.parse(asked), language)
    return [(card.title_text, card.reason) for card in found.cards]


@pytest.fixture
def case(index):
    author = factories.make_expert("Chanthou Sok", title="Teacher", country="KH")
    made = factories.make_case(
        "Springs of Xieng",
        themes=["water_supply"],
        country="VN",
        sites=[{"key": "a", "country": "VN"}],
        people=[{"expert": author, "role": "author"}],
    )
    assert_index_tells_the_truth()
    assert found()
    return made


def found() -> bool:
    return ("Chanthou Sok", Reason.EVIDENCE) in experts("water supply")


def test_a_theme_and_a_country_of_the_case_find_its_author_in_every_language(case):
    assert found()
    assert experts("Viet Nam") == [("Chanthou Sok", Reason.EVIDENCE)]
    assert experts("Cambodia") == [("Chanthou Sok", Reason.THEME)]
    label = factories.term("theme", "water_supply").labels.get(language="lo").label
    assert ("Chanthou Sok", Reason.EVIDENCE) in experts(label, "lo")
    assert experts("Springs") == []  # no word of a case goes into the document of a person


def test_whoever_says_so_themselves_comes_first(case):
    """Even where the word is so common that it is worth nothing, and beside much else that they say."""
    themes = [{"theme": key} for key in ("crops", "livestock", "roads", "water_supply")]
    names = [f"Person {number}" for number in range(6)]
    for name in names:
        factories.make_expert(name, title="Teacher", expertise=themes, country="LA")
    assert_index_tells_the_truth()
    order = [name for name, _reason in experts("water supply")]
    assert sorted(order[:-1]) == names
    assert order[-1] == "Chanthou Sok"


def test_a_reviewer_is_not_found_by_what_they_reviewed(case):
    reviewer = factories.make_expert("Reviewer Rin", title="Teacher", country="KH")
    factories.make_case(themes=["water_supply"], people=[{"expert": reviewer, "role": "reviewer"}])
    assert_index_tells_the_truth()
    assert "Reviewer Rin" not in dict(experts("water supply"))


def ends(event):
    EVENTS.append(event)
    return event


@ends
def the_case_is_unpublished(case):
    case.unpublish()


@ends
def the_section_becomes_private(case):
    restrict(Page.objects.get(pk=case.pk).get_parent())


@ends
def the_section_is_unpublished(case):
    Page.objects.get(pk=case.pk).get_parent().specific.unpublish()


@ends
def the_case_is_deleted(case):
    case.delete()


@ends
def the_case_is_about_something_else(case):
    case.theme_rows = [type(case.theme_rows.first())(term=factories.term("theme", "crops"), sort_order=0)]
    factories.publish(case)


@ends
def the_case_names_nobody_any_more(case):
    case.people = []
    factories.publish(case)


@ends
def the_case_names_somebody_else_in_the_same_place(case):
    row = case.people.first()
    row.expert = factories.make_expert("Somebody Else", title="Teacher", country="KH")
    case.people = [row]
    factories.publish(case)
    assert_index_tells_the_truth()
    assert ("Somebody Else", Reason.EVIDENCE) in experts("water supply")


@ends
def a_row_is_deleted_alone(case):
    CasePerson.objects.get(page=case).delete()


@pytest.mark.parametrize("happen", EVENTS, ids=lambda event: event.__name__)
def test_after(happen, case):
    happen(CasePage.objects.get(pk=case.pk))
    assert_index_tells_the_truth()
    assert not found()


def test_what_is_over_by_its_date_speaks_for_nobody(case):
    page = CasePage.objects.get(pk=case.pk)
    page.expire_at = timezone.now() + timedelta(hours=1)
    factories.publish(page)
    assert_index_tells_the_truth()
    assert found()
    with time_machine.travel(timezone.now() + timedelta(hours=2), tick=True):  # nobody ran the scheduler
        assert_index_tells_the_truth()
        assert not found()


def test_a_draft_speaks_when_it_is_published(index):
    author = factories.make_expert("Chanthou Sok", title="Teacher", country="KH")
    draft = factories.make_case(
        live=False, themes=["water_supply"], people=[{"expert": author, "role": "author"}]
    )
    assert_index_tells_the_truth()
    assert not found()
    factories.publish(draft)
    assert_index_tells_the_truth()
    assert found()
