"""What was hidden without a word is found in rounds, a few works at a time, by one process at a time."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from search import draining, sweeping, worker
from search.models import IndexState, Outbox, Record
from tests.search.tiny.models import PlantPage

pytestmark = pytest.mark.django_db


@pytest.fixture
def found(garden, monkeypatch):
    """Five plants in the index, hidden in the database; two are looked at together."""
    monkeypatch.setattr(sweeping, "SLICE", 2)
    for number in range(5):
        garden.plant(f"Cassava {number}")
    garden.drain()
    PlantPage.objects.update(live=False)
    return garden


def later(**how):
    """Some time after the last look."""
    last = IndexState.values()["swept_at"] or timezone.now()
    return time_machine.travel(last + timedelta(**how), tick=False)


def test_a_round_goes_on_where_the_last_look_ended(found):
    counts = []
    for _ in range(3):
        with later(seconds=1):
            counts.append(sweeping.sweep())
    assert counts == [2, 2, 1]
    assert IndexState.values()["swept"] == ""
    assert sorted(Outbox.objects.values_list("identity", flat=True)) == sorted(
        Record.objects.values_list("identity", flat=True)
    )
    assert found.ask().total == 0
    assert found.truth() == []


def test_between_looks_and_between_rounds_it_rests(found):
    with later(seconds=0):
        assert sweeping.sweep() == 2
    with later(seconds=0.9):
        assert sweeping.sweep() == 0
    for _ in range(2):
        with later(seconds=1):
            sweeping.sweep()
    draining.drain()
    with later(seconds=29), pytest.MonkeyPatch.context() as patch:
        patch.setattr(sweeping, "showing_too_much", None)  # nobody looks
        assert sweeping.sweep() == 0


def test_two_processes_look_at_different_works(found, monkeypatch):
    first = IndexState.values()
    assert sweeping.sweep() == 2
    monkeypatch.setattr(IndexState, "values", lambda: first)  # the other read this before the first wrote
    assert sweeping.sweep() == 0


def test_a_clock_that_is_put_back_does_not_stop_it(found):
    with later(days=1):
        assert sweeping.sweep() == 2
    assert sweeping.sweep() == 2


def test_what_waits_already_is_not_written_again(found):
    assert sweeping.sweep() == 2
    IndexState.objects.update(swept="", swept_at=None)
    assert sweeping.sweep() == 0
    assert Outbox.objects.count() == 2


def test_what_may_be_shown_is_left_alone(garden):
    garden.plant("Cassava")
    garden.drain()
    assert sweeping.sweep() == 0
    assert not Outbox.objects.exists()


def test_the_worker_sweeps(found, monkeypatch):
    monkeypatch.setattr(worker, "close_old_connections", lambda: None)  # it would close that of the test
    worker._look(worker.TICK)
    worker._look(worker.TICK)  # works off what the first has found
    assert Record.objects.filter(listed=True).count() == 3
