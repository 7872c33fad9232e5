"""Facts as a page shows them."""

from decimal import Decimal

import pytest
from django.utils import translation

from cases.facts import years_of
from kb.vocabulary.labels import label
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(site):
    return factories.make_case(
        references=[{"key": "s1", "title": "News"}, {"key": "s2", "title": "Report"}],
        results=[
            {
                "indicator": "houses_built",
                "after": 71,
                "unit": "houses",
                "as_of": "2020-10",
                "source": "s1",
                "group": "homes",
            },
            {
                "indicator": "houses_built",
                "after": 42,
                "unit": "houses",
                "as_of": "2020-06",
                "source": "s2",
                "group": "homes",
            },
            {
                "indicator": "income_per_person",
                "before": 100,
                "before_date": "2013",
                "after": 300,
                "as_of": "2018",
                "unit": "usd",
                "source": "s1",
                "headline": True,
            },
            {"indicator": "income_per_person", "after": 200, "as_of": "2015", "unit": "usd", "source": "s2"},
            {"indicator": "people_reached", "after": 4000, "unit": "people", "as_of": "2020", "source": "s1"},
        ],
    )


def test_figures_that_disagree_stand_together_and_are_no_chart(case):
    (differing,) = case.facts.differing
    assert [figure.after for figure in differing.figures] == [Decimal(71), Decimal(42)]
    assert [figure.source.number for figure in differing.figures] == [1, 2]
    assert all("house" not in series.indicator for series in case.facts.series)


def test_values_at_three_dates_are_a_series_in_the_order_of_dates(case):
    (series,) = case.facts.series
    assert [(point.date, point.value) for point in series.points] == [
        ("2013", 100),
        ("2015", 200),
        ("2018", 300),
    ]


def test_the_headline_is_what_was_marked(case):
    assert [figure.indicator_key for figure in case.facts.headlines] == ["income_per_person"]


def test_people_reached_are_named_at_a_glance(case):
    assert case.facts.reached.after == 4000


def test_a_translation_shows_the_facts_of_the_original_in_the_readers_language(case):
    page = factories.translate(case, "km")
    with translation.override("zh-hans"):
        assert page.facts.figures[0].unit == label("unit", "houses", "zh-hans")
        assert len(page.facts.figures) == 5


def test_an_expert_whose_profile_is_hidden_is_not_named(site):
    hidden = factories.make_expert("Hidden Person", live=False)
    case = factories.make_case(
        people=[{"expert": hidden, "role": "contact"}, {"name": "Somchai", "role": "author"}]
    )
    assert [person["name"] for person in case.facts.people] == ["Somchai"]


@pytest.mark.parametrize(
    ("start", "end", "years"),
    [
        ("2017-12", "2020", (2017, 2018, 2019, 2020)),
        ("2019", "", (2019,)),
        ("", "2020-01-05", (2020,)),
        ("", "", ()),
        ("2020", "2018", (2020,)),
    ],
)
def test_every_year_of_the_period_counts(start, end, years):
    assert years_of(start, end) == years


def test_a_value_of_nought_before_is_a_baseline(site):
    row = {"indicator": "houses_built", "unit": "houses", "after": 71}
    assert not factories.make_case(results=[row]).facts.has_baselines
    assert factories.make_case("Second", results=[{**row, "before": 0}]).facts.has_baselines
    assert not factories.make_case("Third").facts.has_baselines
