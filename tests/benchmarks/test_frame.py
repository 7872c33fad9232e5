"""The frame of the benchmarks works; how fast anything is, no test says."""

from __future__ import annotations

import itertools

import pytest
from django.contrib.auth import get_user_model
from wagtail.models import WorkflowState

from cases.models import CasePage
from kb.editorial.models import Responsibility, Step
from kb.exchange.importing import import_file
from search import service
from search.engines import get_engine
from search.models import Record
from search.params import Params
from search.rebuilding import compare
from tests.benchmarks import bulk, editing, importing, rebuilding, report, requests, searching, texts
from tests.benchmarks.measuring import Pairs, pairs, percentile
from tests.benchmarks.site import Bench
from tests.benchmarks.table import Row, Target, markdown

WORKS = 30


def test_works_are_the_same_at_every_call_whichever_are_asked_for():
    some = list(texts.records(WORKS))
    assert some == list(texts.records(WORKS))
    assert list(texts.records(5, first=20)) == some[20:25]
    assert 1.5 < sum(len(record["words"]) for record in some) / WORKS < 2.5


@pytest.fixture
def works(site, search_index, tmp_path):
    """Works that were imported and can be found."""
    path = tmp_path / "works.jsonl"
    texts.write(path, WORKS)
    assert import_file(path).outcomes == {"created": WORKS}
    search_index()
    assert Record.objects.filter(listed=True).count() == WORKS


@pytest.mark.django_db
def test_lines_over_works_that_were_imported(works, tmp_path):
    rows = list(searching.adapter(Bench(tmp_path, WORKS, rounds=1)))
    assert [len(row.values) for row in rows] == [3, 3, 3]
    assert all(value > 0 for row in rows for value in row.values)
    assert "| Adapter, embedded: no words " in markdown(rows)
    row = next(rebuilding.rows(Bench(tmp_path, WORKS, rounds=1)))
    assert (row.what, row.reference) == ("Rebuild, embedded: from the projection", "raw bulk load")
    assert row.values[0] > 0


@pytest.mark.django_db
def test_lines_of_those_who_write_and_review_leave_the_site_as_it_was(works, tmp_path, monkeypatch):
    monkeypatch.setattr(editing, "WAITING", 60)
    before = CasePage.objects.count(), WorkflowState.objects.count(), get_user_model().objects.count()
    bench = Bench(tmp_path, WORKS, rounds=1)
    rows = [*editing.draft(bench), *editing.queue(bench)]
    assert [len(row.values) for row in rows] == [2, 1, 1]
    assert all(value > 0 for row in rows for value in row.values)
    assert before == (
        CasePage.objects.count(),
        WorkflowState.objects.count(),
        get_user_model().objects.count(),
    )
    assert not Step.objects.exists() and not Responsibility.objects.exists()


@pytest.mark.django_db
def test_works_in_bulk_are_found_like_others(works, search_index, tmp_path):
    (tmp_path / f"{importing.MEASURED}.part").write_text("{}")
    bulk.multiply(3 * WORKS - 5, tmp_path)
    assert not list(compare(get_engine().live()))
    results = service.search(Params(page_size=100), "en")
    assert results.total == len(results.cards) == 3 * WORKS - 5


def test_requests_have_no_one_and_three_facets_chosen():
    for _, asked in requests.asked():
        chosen = [len(request.params.filters) + (request.params.year_from is not None) for request in asked]
        assert chosen == [request.chosen for request in asked] == [0, 1, 3]


def test_two_things_are_measured_in_turns():
    calls = []
    ticks = itertools.count()
    measured = pairs(
        lambda: calls.append("A"), lambda: calls.append("B"), 2, warm=1, clock=lambda: next(ticks)
    )
    assert "".join(calls) == "AB" + "BA" + "AB"
    assert measured == Pairs((1, 1), (1, 1))
    assert Pairs((2, 4, 9), (1, 2, 3)).ratio == 2
    assert Pairs((2, 4, 9), (1, 2, 3)).more == 2
    assert percentile(range(1, 201), 99) == 198


def test_a_line_says_whether_its_target_is_met():
    assert Row("a", "b", (1.2, 1.3), target=Target(1.3)).met
    assert not Row("a", "b", (1.2, 1.4), target=Target(1.3)).met
    assert Row("a", "b", (3,), target=Target(2.5, at_least=True)).met
    cells = Row("a", "b", (0.5,), "ms", Target(10), "12 hits").cells()
    assert cells == ("a", "b", "0.5 ms", "≤ 10 ms", "met. 12 hits")


def test_the_page_keeps_its_words_and_gets_the_new_table(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("# Speed\n\nWords.\n", encoding="utf-8")
    bench = Bench(tmp_path / "works-1000", 1000, rounds=5)
    report.write(page, bench, [Row("first", "b", (1,))])
    report.write(page, bench, [Row("second", "b", (1,))])
    text = page.read_text(encoding="utf-8")
    assert text.startswith("# Speed\n\nWords.\n\n## 1,000 works\n")
    assert "second" in text
    assert "first" not in text
