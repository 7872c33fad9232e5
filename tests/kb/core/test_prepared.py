"""A prepared query answers as the queryset that it was made from."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.models import Page

from kb.core import prepared
from kb.core.prepared import Prepared

DAY = timedelta(days=1)


def by_ids(pks, now):
    return Page.objects.filter(pk__in=pks).exclude(expire_at__lte=now).values_list("pk", "path")


def by_paths(paths, now):
    return Page.objects.filter(path__in=paths, expire_at__gt=now).values_list("path", "pk")


@pytest.fixture
def pages(site):
    every = list(Page.objects.order_by("pk")[:9])
    Page.objects.filter(pk=every[1].pk).update(expire_at=timezone.now())
    return every


@pytest.mark.parametrize("most", [2, 1024])
@pytest.mark.parametrize("size", [0, 1, 2, 3, 5, 9])
def test_it_answers_for_any_number_of_values(pages, size, most, monkeypatch):
    monkeypatch.setattr(prepared, "_MOST", most)
    asked, now = [page.pk for page in pages[:size]], timezone.now()
    assert sorted(Prepared(by_ids)(asked, now)) == sorted(by_ids(asked, now))


def test_one_statement_serves_other_values_and_moments(pages, django_assert_num_queries):
    paths, query = [page.path for page in pages], Prepared(by_paths)
    with django_assert_num_queries(3):
        assert query(paths[:2], timezone.now() - DAY) == [(pages[1].path, pages[1].pk)]
        assert query(paths[:2], timezone.now() + DAY) == []
        assert query(paths[2:4], timezone.now() - DAY) == []


def test_what_the_query_depends_on_may_change_when_it_is_told(pages):
    left_out = []
    query = Prepared(lambda pks, now: by_ids(pks, now).exclude(pk__in=left_out))
    pks = [pages[0].pk, pages[2].pk]
    assert len(query(pks, timezone.now())) == 2
    left_out.append(pks[0])
    query.forget()
    assert [pk for pk, _path in query(pks, timezone.now())] == [pks[1]]
