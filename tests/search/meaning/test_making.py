"""Vectors of what stands in the index, and of nothing else."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from search import rebuilding
from search.locks import Locked, lock
from search.meaning import making, near, worker
from search.meaning.embedder import EmbedderUnavailable
from search.meaning.held import Held
from search.models import Meaning, MeaningSpace, Projection
from tests.search import plans

pytestmark = pytest.mark.django_db


def test_each_language_of_a_work_gets_vectors_once(garden, meaning, understood):
    page = garden.plant("Cassava", summary="A root that grows on poor soil")
    garden.plant("ມັນຕົ້ນ", code="lo", of=page, summary="ຮາກ")
    assert understood() == 2
    assert understood() == 0
    assert not making.waiting(meaning.name).exists()
    assert MeaningSpace.objects.get().embedder == meaning.name


def test_what_changed_is_made_again_but_for_passages_that_are_the_same(
    garden, meaning, understood, monkeypatch
):
    sentences = " ".join(f"Sentence {number} is about a root in poor soil." for number in range(30))
    page = garden.plant("Cassava", summary=sentences)
    understood()
    asked = []
    once = meaning._once
    monkeypatch.setattr(
        meaning,
        "_once",
        lambda kind, texts, patience: (
            asked.extend(texts if kind == "passage" else []),
            once(kind, texts, patience),
        )[1],
    )
    page.summary = sentences + " And one of maize."
    page.save()
    assert understood() == 1
    assert len(asked) == 1
    assert "maize" in asked[0]


def test_what_leaves_the_index_takes_its_vectors_along(garden, meaning, understood):
    page = garden.plant("Cassava", summary="A root")
    understood()
    assert near.related("root", "en")
    page.live = False
    page.save()
    garden.drain()
    assert not Meaning.objects.exists()
    assert near.related("root", "en") == []


def test_a_text_that_changes_while_the_model_works_waits_on(garden, meaning, monkeypatch):
    garden.plant("Cassava", summary="A root")
    garden.drain()
    once = meaning.passages

    def slow(texts):
        Projection.objects.update(source_hash="another")
        return once(texts)

    monkeypatch.setattr(meaning, "passages", slow)
    making.make(meaning)
    assert not Meaning.objects.exists()
    assert making.waiting(meaning.name).count() == 1


def test_a_rebuild_keeps_the_vectors(garden, understood):
    garden.plant("Cassava", summary="A root")
    understood()
    before = Meaning.objects.get().version
    rebuilding.rebuild()
    assert Meaning.objects.get().version == before
    assert understood() == 0


def test_one_process_makes_them_at_a_time(garden, meaning):
    garden.plant("Cassava")
    garden.drain()
    with lock("meaning"), pytest.raises(Locked):
        making.make(meaning)


def test_a_thread_reads_no_texts_until_something_is_written(garden, meaning, monkeypatch):
    monkeypatch.setattr(worker, "_nothing_waits", None)
    monkeypatch.setattr(worker, "close_old_connections", lambda: None)  # it would close that of the test
    garden.plant("Cassava", summary="A root")
    garden.drain()
    worker.look()
    worker.look()  # notes that nothing waits
    with CaptureQueriesContext(connection) as asked:
        worker.look()
    assert not any("search_projection" in query["sql"] for query in asked)
    garden.plant("Maize", summary="A grain")
    garden.drain()
    worker.look()
    assert not making.waiting(meaning.name).exists()
    # Nor does it rely on being told.
    monkeypatch.setattr(worker, "AT_LATEST", 0.0)
    worker.look()
    Projection.objects.update(source_hash="another")
    worker.look()
    assert not making.waiting(meaning.name).exists()


@pytest.mark.skipif(connection.vendor != "sqlite", reason="of SQLite alone")
def test_what_waits_is_found_without_reading_the_texts(garden, meaning):
    garden.plant("Cassava")
    garden.drain()
    with CaptureQueriesContext(connection) as asked:
        assert making.todo(meaning.name)
    planned = plans.steps(asked[0]["sql"])
    assert any("COVERING INDEX search_projection_source" in step for step in planned)


def test_a_question_that_is_asked_again_is_compared_with_no_passage(garden, understood, monkeypatch):
    garden.plant("Cassava", summary="A root")
    understood()
    found = near.related("root", "en")
    nearest = Held.nearest
    monkeypatch.setattr(Held, "nearest", lambda *args, **options: pytest.fail("compared again"))
    assert near.related("root", "en") == found
    rebuilding.rebuild()  # writes every work anew, and none says anything else
    near.refresh()
    assert near.related("root", "en") == found
    monkeypatch.setattr(Held, "nearest", nearest)
    garden.plant("Taro", summary="Another root")
    understood()
    assert len(near.related("root", "en")) == 2


def test_a_process_reads_only_what_is_new(garden, understood, django_assert_num_queries):
    garden.plant("Cassava", summary="A root")
    understood()
    assert near.refresh()
    with django_assert_num_queries(3):
        assert not near.refresh()
    held = near._held
    garden.plant("Maize", summary="A grain")
    understood()
    assert near.refresh()
    assert near._held.matrix.shape[0] == held.matrix.shape[0] + 1


@pytest.fixture
def picky(meaning, monkeypatch):
    """A model that fails with every text that tells of thorns; how often it was asked."""
    asked, once = [], meaning.passages

    def passages(texts):
        asked.append(texts)
        if any("thorns" in text for text in texts):
            raise EmbedderUnavailable("it cannot read that")
        return once(texts)

    monkeypatch.setattr(meaning, "passages", passages)
    monkeypatch.setattr(making, "_failed", set())
    return asked


def test_a_text_that_the_model_cannot_read_holds_up_no_other(garden, meaning, picky):
    bad = garden.plant("Rattan", summary="It has thorns")
    garden.plant("Cassava", summary="A root")
    garden.drain()
    assert making.make(meaning) == 1
    assert making.make(meaning) == 0
    assert len(picky) == 2
    bad.summary = "It climbs"
    bad.save()
    garden.drain()
    assert making.make(meaning) == 1


def test_a_model_that_fails_with_everything_is_tried_again_with_everything(garden, meaning, picky):
    for number in range(making.MOST_FAILURES + 1):
        garden.plant(f"Rattan {number}", summary="It has thorns")
    garden.drain()
    with pytest.raises(EmbedderUnavailable):
        making.make(meaning)
    assert len(making.todo(meaning.name)) == making.MOST_FAILURES + 1
