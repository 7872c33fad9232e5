"""Opening a revision: as many queries for many rows as for few, and what is gone since is let go."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Page

from tests.factories import make_case, make_expert

pytestmark = pytest.mark.django_db


def case_of(rows: int):
    codes = ("LA", "CN", "KH", "MM", "TH")[:rows]
    return make_case(
        f"Water {rows}",
        sites=[{"key": f"s{number}", "country": code} for number, code in enumerate(codes)],
        costs=[{"item": "total", "amount": number, "currency": "LAK"} for number in range(rows)],
        people=[{"expert": make_expert(f"Bounmy {rows} {n}"), "role": "author"} for n in range(rows)],
    )


def opened(page):
    revision = page.latest_revision
    with CaptureQueriesContext(connection) as queries:
        draft = revision.as_object()
    return draft, len(queries)


def test_a_row_costs_no_query(site):
    assert opened(case_of(1))[1] == opened(case_of(5))[1]


def test_what_is_gone_is_let_go_and_the_rest_stays(site):
    page = case_of(3)
    rows = page.people.all()
    gone, kept = rows[0].expert, [row.expert_id for row in rows[1:]]
    Page.objects.filter(pk=gone.pk).update(live=False, first_published_at=timezone.now())
    type(page).objects.get(pk=page.pk).people.all()[0].delete()
    Page.objects.get(pk=gone.pk).specific.delete()
    draft, _count = opened(page)
    assert [row.expert_id for row in draft.people.all()] == [None, *kept]
    assert draft.people.all()[0].role == rows[0].role
