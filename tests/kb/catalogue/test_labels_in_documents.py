"""The vocabulary in what the index gets."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page

from cases.models import CasePage
from cases.search import CaseSource
from kb.vocabulary import labels, snapshot
from kb.vocabulary.loading import load
from search import service
from search.params import Params
from search.results import Reason
from tests.factories import make_case

pytestmark = pytest.mark.django_db


@pytest.fixture
def cases():
    load()
    snapshot.current()
    root = Page.get_first_root_node().add_child(instance=Page(title="Home", slug="start"))
    theme = labels.term_ids("theme", ["water_supply"])["water_supply"]
    for number in range(3):
        page = CasePage(title=f"Case {number}", slug=f"case-{number}", summary="Water.", live=True)
        page.theme_rows.create(term_id=theme)
        page.sites.create(key="s1", country="LA")
        root.add_child(instance=page)
    return [str(key) for key in CasePage.objects.values_list("translation_key", flat=True)]


def queries(keys):
    with CaptureQueriesContext(
        connection,
    ) as captured:
        found = CaseSource().load(keys)
    return len(found), len(captured), [q["sql"] for q in captured if "vocabulary_" in q["sql"]]


def test_the_vocabulary_costs_one_query_however_many_works(cases):
    counts = [queries(keys) for keys in (cases[:1], cases)]
    assert [count for count, _, _ in counts] == [1, 3]
    assert [len(sql) for _, _, sql in counts] == [1, 1]


def test_a_work_is_found_by_its_theme_and_the_one_above(cases):
    work = CaseSource().load(cases[:1])[cases[0]]
    assert {"Water supply", "Water and sanitation"} <= set(work.labels["en"])


def test_a_goal_is_found_by_its_number_as_readers_write_it(site, search_index):
    make_case("Water", sdgs=["6.1"])
    make_case("School", sdgs=["4"], summary="Six houses")
    search_index()
    asked = {
        "en": ["SDG 6", "SDG6", "sdg 6.1", "Goal 6"],
        "zh-hans": ["目标6", "目标 6", "SDG6"],
        "th": ["เป้าหมาย 6"],
        "km": ["គោលដៅទី 6", "គោលដៅទី ៦"],
        "vi": ["Mục tiêu 6"],
    }
    for language, questions in asked.items():
        for q in questions:
            results = service.search(Params(q=q, exact=True), language)
            assert [(card.title_text, card.reason) for card in results.cards] == [("Water", Reason.THEME)], q
