"""What the index holds of cases and collections."""

import pytest

from cases.search import CaseSource, CollectionSource
from tests import factories

pytestmark = pytest.mark.django_db


def load(source, page):
    return source.load([str(page.translation_key)]).get(str(page.translation_key))


def test_a_case_is_found_by_its_places_and_labels_in_every_language(site):
    case = factories.make_case(
        sites=[{"key": "a", "country": "LA", "village": "Ban Xor", "name_local": "ບ້ານຊໍ້"}],
        start="2017-09",
        end="2020",
    )
    work = load(CaseSource(), case)
    assert {"Ban Xor", "ບ້ານຊໍ້"} <= set(work.names)
    assert work.facets["country"] == ("LA",)
    assert work.years == (2017, 2018, 2019, 2020)
    assert "Lao PDR" in work.labels["en"]
    assert all(work.labels[language] for language in ("km", "zh-hans", "my"))


def test_a_draft_translation_gives_no_words_to_the_index(site):
    case = factories.make_case()
    factories.translate(case, "lo", "ນ້ຳ", live=False)
    factories.translate(case, "km", "ទឹក")
    assert set(load(CaseSource(), case).texts) == {"en", "km"}


def test_a_collection_counts_only_cases_that_the_public_may_see(site):
    shown = factories.make_case(country="KH", sites=[{"key": "a", "country": "KH"}])
    hidden = factories.make_case(country="LA", sites=[{"key": "a", "country": "LA"}], live=False)
    collection = factories.make_collection(entries=[shown, hidden])
    work = load(CollectionSource(), collection)
    assert work.facets["country"] == ("KH",)
    assert work.display["cases"] == 1


def test_the_number_of_queries_does_not_depend_on_the_number_of_works(site, django_assert_num_queries):
    pages = [factories.make_case() for _ in range(2)]
    source = CaseSource()
    source.load([str(pages[0].translation_key)])
    with django_assert_num_queries(count(source, pages[:1])):
        source.load([str(page.translation_key) for page in pages])


def count(source, pages):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        source.load([str(page.translation_key) for page in pages])
    return len(queries)


def test_a_collection_is_read_again_when_a_case_of_it_has_changed(site):
    case, other = factories.make_case(), factories.make_case()
    collection = factories.make_collection(entries=[case])
    factories.make_collection(entries=[other])
    source = CollectionSource()
    assert source.dependents({"case": [str(case.translation_key)]}) == [str(collection.translation_key)]
    assert list(source.dependents({"expert": ["x"]})) == []
