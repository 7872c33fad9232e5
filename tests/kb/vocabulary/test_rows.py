"""Terms in rows of a page: the order of the rows, one query for all, and what a preview has in memory."""

from __future__ import annotations

import pytest
from django.db.models import prefetch_related_objects
from django.utils import translation

from cases.models import CasePage, CaseTheme
from kb.vocabulary import snapshot
from kb.vocabulary.rows import TermRows
from tests import factories

pytestmark = pytest.mark.django_db
RELATIONS = {"theme": "theme_rows", "sdg": "sdg_rows", "target_group": "target_group_rows"}


@pytest.fixture
def case(site):
    made = factories.make_case(themes=["roads", "water_supply"], sdgs=["6", "1"])
    return CasePage.objects.get(pk=made.pk)


def test_all_relations_take_one_query_and_keep_the_order_of_their_rows(case, django_assert_num_queries):
    with snapshot.held():
        snapshot.current()
        rows = TermRows(case, RELATIONS)
        with django_assert_num_queries(1):
            assert [term.key for term in rows["theme"]] == ["roads", "water_supply"]
            assert [term.key for term in rows["sdg"]] == ["6", "1"]
            assert rows["target_group"] == []


def test_what_was_prefetched_is_not_read_again(case, django_assert_num_queries):
    prefetch_related_objects([case], "theme_rows")
    with snapshot.held():
        snapshot.current()
        with django_assert_num_queries(0):
            assert len(TermRows(case, RELATIONS)["theme"]) == 2


def test_a_preview_shows_the_rows_that_are_not_saved_yet(case):
    case.theme_rows = [CaseTheme(term=factories.term("theme", "crops"))]
    rows = TermRows(case, RELATIONS)
    assert [term.key for term in rows["theme"]] == ["crops"]
    assert [term.key for term in rows["sdg"]] == ["6", "1"]


def test_labels_are_those_of_the_active_language(case):
    with translation.override("km"):
        khmer = TermRows(case, RELATIONS)["theme"][0].label
    assert khmer != TermRows(case, RELATIONS)["theme"][0].label


def test_a_relation_that_nobody_named_is_refused(case):
    with pytest.raises(KeyError):
        TermRows(case, RELATIONS)["condition"]
