import pytest
from wagtail.models import Page

from cases.models import CasePage
from experts.models import ExpertPage
from kb.vocabulary import labels
from kb.vocabulary.usage import pages_using

pytestmark = pytest.mark.django_db


def ids(scheme, *keys):
    return list(labels.term_ids(scheme, keys).values())


@pytest.fixture
def case(vocabulary):
    page = CasePage(title="Water for two villages", slug="water", live=False)
    page.status_id = ids("status", "finished")[0]
    page.theme_rows.create(term_id=ids("theme", "water_supply")[0])
    return Page.get_first_root_node().add_child(instance=page)


@pytest.mark.parametrize(
    ("scheme", "key", "found"),
    [
        ("status", "finished", True),
        ("theme", "water_supply", True),
        ("status", "planned", False),
        ("theme", "roads", False),
    ],
    ids=["column", "row", "other column", "other row"],
)
def test_a_page_is_found_by_what_it_holds(case, scheme, key, found):
    assert list(pages_using(CasePage, ids(scheme, key))) == ([case] if found else [])


def test_other_types_of_pages_are_not_meant(case):
    assert not pages_using(ExpertPage, ids("theme", "water_supply")).exists()


def test_one_query_for_many_terms(case, django_assert_num_queries):
    wanted = [*ids("theme", "water_supply", "roads"), *ids("status", "finished")]
    with django_assert_num_queries(1):
        assert [page.pk for page in pages_using(CasePage, wanted)] == [case.pk]
