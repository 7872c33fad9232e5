"""Rows and passages as a form keeps them: which row is which, whatever was changed around it."""

from __future__ import annotations

import pytest
from django.http import QueryDict

from experts.models import ExpertPage, ExpertPosition
from experts.parts import PARTS
from kb.filling.filling import Filling
from kb.filling.rows import in_order, name_of

pytestmark = pytest.mark.django_db  # the labels of fields are of the vocabulary
POSITIONS = PARTS["positions"]


def page():
    rows = [ExpertPosition(pk=at + 1, title=f"Job {at}", sort_order=at) for at in range(3)]
    return ExpertPage(title="Engineer", positions=rows)


def sent(*rows, **more):
    data = QueryDict(mutable=True)
    data.update({"positions-TOTAL_FORMS": str(len(rows)), "positions-INITIAL_FORMS": "0", **more})
    for at, row in enumerate(rows):
        data.update({f"positions-{at}-{name}": value for name, value in row.items()})
    return data


def as_shown(one):
    (section,) = Filling(POSITIONS, one).sections
    return [form.initial for form in section.formset if form.initial]


def kept(one, *rows):
    filling = Filling(POSITIONS, one, sent(*rows))
    assert filling.is_valid(), [section.formset.errors for section in filling.sections]
    filling.write(one)
    return [(row.pk, row.title, row.sort_order) for row in one.positions.all()]


def test_a_changed_row_stays_that_row_in_whatever_place():
    one = page()
    first, second, third = as_shown(one)
    assert kept(one, third, {**first, "title": "Changed"}) == [(3, "Job 2", 0), (1, "Changed", 1)]
    assert second["was"] not in {name_of(row) for row in one.positions.all()}


def test_of_two_forms_with_one_name_the_second_is_a_new_row():
    one = page()
    first = as_shown(one)[0]
    assert kept(one, first, {**first, "title": "Another"}) == [(1, "Job 0", 0), (None, "Another", 1)]


def test_a_name_that_is_made_up_is_a_new_row_and_an_emptied_one_is_none():
    one = page()
    _first, second, third = as_shown(one)
    rows = ({"was": "made-up", "title": "New"}, {**second, "title": ""}, third)
    assert kept(one, *rows) == [(None, "New", 0), (3, "Job 2", 1)]


def test_what_was_typed_stays_with_a_row_more_or_less():
    one = page()
    first = as_shown(one)[0]
    for button, titles in (
        ({"add": "positions"}, ["Typed", "Job 0", ""]),
        ({"remove": "positions-1"}, ["Typed", ""]),
    ):
        filling = Filling.typed(POSITIONS, one, sent({"title": "Typed"}, first, **button))
        (section,) = filling.sections
        assert [form["title"].value() or "" for form in section.formset] == titles


@pytest.mark.parametrize("count", ["99999", "-1", "x", "", "٣"])
def test_no_count_of_rows_does_harm(count):
    data = sent({"title": "Typed"})
    data["positions-TOTAL_FORMS"] = count
    Filling.typed(POSITIONS, page(), data)
    Filling(POSITIONS, page(), data).is_valid()


def test_rows_that_say_the_same_keep_their_identity():
    before = [ExpertPosition(pk=7, title="Job"), ExpertPosition(pk=8, title="Job")]
    after = [ExpertPosition(title="Job"), ExpertPosition(title="Job"), ExpertPosition(title="Job")]
    assert [row.pk for row in in_order(after, before)] == [7, 8, None]
