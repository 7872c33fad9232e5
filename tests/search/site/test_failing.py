"""A work that cannot be read or written is tried again, then set aside; the others go on. On both engines."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from search import applying, draining, rebuilding, verifying
from search.engines import EngineUnavailable, get_engine, reset_engine
from search.models import DELAYS, IndexState, Outbox, Record
from tests.search.tiny.models import PlantPage

pytestmark = pytest.mark.django_db


@pytest.fixture
def engine(engine_name):
    return engine_name


def command(*arguments):
    out = io.StringIO()
    call_command("search_index", *arguments, stdout=out, stderr=out)
    return out.getvalue()


def name_of(page):
    return f"plant:{page.translation_key}"


def time_passes():
    """Let what was put off be due, as if the clock had gone on."""
    for row in Outbox.objects.exclude(next_try=None):
        row.next_try = timezone.now() - timedelta(seconds=1)
        row.save()


def test_a_work_that_cannot_be_read_is_tried_again_and_set_aside_while_others_go_on(garden):
    poison = garden.plant("Hemlock", uses="poison")  # a use that the source does not know
    for number in range(5):
        garden.plant(f"Cassava {number}")
    assert draining.drain() == 5
    assert len(garden.titles("cassava")) == 5
    assert draining.drain() == 0
    row = Outbox.objects.filter(identity=name_of(poison)).first()
    assert (row.attempts, row.set_aside, row.failure) == (1, False, "KeyError: 'poison'")
    for delay in DELAYS:
        wait = (Outbox.objects.first().next_try - timezone.now()).total_seconds()
        assert delay - 2 < wait <= delay
        time_passes()
        assert draining.drain() == 0
    row = Outbox.objects.filter(identity=name_of(poison)).first()
    assert (row.attempts, row.set_aside, row.next_try) == (4, True, None)
    time_passes()
    assert draining.drain() == 0
    status = verifying.status()
    assert (status.waiting, status.retrying, status.set_aside) == (0, 0, 1)
    with pytest.raises(CommandError, match="Works are set aside"):
        command("status")
    assert [each.what for each in verifying.verify()] == ["unreadable"]
    with pytest.raises(CommandError, match="1 differences are left"):
        command("verify", "--repair")
    assert IndexState.values()["differences"] == 1


def test_what_was_set_aside_comes_back_when_it_is_asked_for(garden):
    poison = garden.plant("Hemlock", uses="poison")
    Outbox.objects.all().failed("KeyError", final=True)
    PlantPage.objects.filter(pk=poison.pk).update(uses="food")
    assert draining.drain() == 0
    assert garden.titles("hemlock") == []
    assert "Wrote 1 works." in command("drain", "--retry-failed")
    assert garden.titles("hemlock") == ["Hemlock"]
    assert garden.truth() == []


def test_a_work_that_is_mended_takes_its_old_failures_with_it(garden):
    poison = garden.plant("Hemlock", uses="poison")
    Outbox.objects.all().failed("KeyError", final=True)
    page = PlantPage.objects.get(pk=poison.pk)
    page.uses = "food"
    page.save_revision().publish()
    assert draining.drain() == 1
    assert not Outbox.objects.exists()
    assert garden.titles("hemlock") == ["Hemlock"]
    assert "agree" in command("verify")
    assert IndexState.values()["verified"] <= timezone.now()


def test_a_failed_change_of_something_shown_keeps_it_out_and_verify_says_so(garden):
    plant = garden.plant("Cassava")
    assert garden.truth() == []
    Outbox.objects.create(identity=name_of(plant))
    Outbox.objects.all().failed("it was so", final=True)
    assert garden.titles("cassava") == []
    assert [(each.what, each.identity) for each in verifying.verify()] == [("set aside", name_of(plant))]
    assert "Repaired 1 of 1" in command("verify", "--repair")
    assert garden.titles("cassava") == ["Cassava"]


def test_one_document_that_the_engine_refuses_among_many(garden):
    refused = garden.plant("Hemlock", first_year=3_000_000_000)  # no year fits into the field
    for number in range(30):
        garden.plant(f"Cassava {number}")
    assert draining.drain() == 30
    assert garden.ask("cassava").total == 30
    row = Outbox.objects.filter(identity=name_of(refused)).first()
    assert row.set_aside  # the same document would be refused again
    assert "set aside: plant:" in command("drain")
    PlantPage.objects.filter(pk=refused.pk).update(first_year=2020)
    command("verify", "--repair")
    assert garden.titles("hemlock") == ["Hemlock"]
    assert garden.truth() == []


def test_a_rebuild_goes_on_past_what_cannot_be_read_and_tries_what_failed_before(garden):
    poison = garden.plant("Hemlock", uses="poison")
    mended = garden.plant("Manioc")
    garden.plant("Cassava")
    garden.drain()
    Outbox.objects.create(identity=name_of(mended))
    Outbox.objects.filter(identity=name_of(mended)).failed("it was so", final=True)
    rebuilt = rebuilding.rebuild()
    assert rebuilt.works == 2
    assert set(rebuilt.refused) == {name_of(poison)}
    assert sorted(garden.titles()) == ["Cassava", "Manioc"]
    assert list(Outbox.objects.values_list("identity", "set_aside")) == [(name_of(poison), True)]
    PlantPage.objects.filter(pk=poison.pk).update(uses="food")
    assert rebuilding.rebuild().refused == {}
    assert garden.truth() == []
    assert len(garden.titles()) == 3


def test_a_clock_that_was_put_back_holds_nothing_up(garden):
    garden.plant("Cassava")
    Outbox.objects.update(attempts=1, next_try=timezone.now() + timedelta(hours=1), failure="it was so")
    assert draining.drain() == 1
    assert garden.truth() == []


def test_an_engine_that_does_not_answer_is_no_fault_of_a_work(garden, settings, engine, tmp_path):
    garden.plant("Cassava")
    if engine == "elasticsearch":
        here, settings.ELASTICSEARCH_URL = settings.ELASTICSEARCH_URL, "http://127.0.0.1:9"
    else:
        (tmp_path / "file").touch()
        here, settings.SEARCH_INDEX_DIR = settings.SEARCH_INDEX_DIR, tmp_path / "file" / "index"
    reset_engine()
    with pytest.raises((EngineUnavailable, OSError)):
        draining.drain()
    assert Outbox.objects.exclude(attempts=0).count() == 0
    if engine == "elasticsearch":
        settings.ELASTICSEARCH_URL = here
    else:
        settings.SEARCH_INDEX_DIR = here
    reset_engine()
    assert garden.truth() == []
    assert garden.titles("cassava") == ["Cassava"]


def test_a_batch_that_was_written_but_not_marked_is_written_again(garden):
    """As when the process dies between the two: the same version again, or a newer one, never an older."""
    plant = garden.plant("Cassava", names=["Manihot"])
    garden.drain()
    page = PlantPage.objects.get(pk=plant.pk)
    page.title = "Manioc"
    page.save_revision().publish()

    live = get_engine().live()
    with get_engine().writing(live) as writer:
        applying.apply([name_of(plant)], writer)
    assert [entry.id for entry in get_engine().entries(live)] == [name_of(plant)]
    assert Outbox.objects.filter(identity=name_of(plant)).exists()
    assert draining.drain() == 1
    assert len(list(get_engine().entries(live))) == 1
    assert garden.titles("manioc") == ["Manioc"]
    assert garden.truth() == []


def test_the_older_of_two_that_drain_at_once_comes_last_and_changes_nothing(garden):
    """Two hosts read the same work; the one that read it before the change writes after the other."""
    plant = garden.plant("Cassava")
    gone = garden.plant("Maize")
    garden.drain()
    live = get_engine().live()
    slow = applying.operations([name_of(plant), name_of(gone)])
    page = PlantPage.objects.get(pk=plant.pk)
    page.title = "Manioc"
    page.save_revision().publish()
    PlantPage.objects.get(pk=gone.pk).delete()
    garden.drain()
    with get_engine().writing(live) as writer:
        report = applying.write_apart(writer, slow)
    assert (report.written, report.outdated) == (0, 2)
    assert garden.titles() == ["Manioc"]
    assert garden.truth() == []


def test_a_state_that_was_read_earlier_is_not_stored_over_a_later_one(garden):
    plant = garden.plant("Cassava")
    early = Record(
        identity=name_of(plant), kind="plant", version=IndexState.next_version(), document='{"id": 1}'
    )
    garden.drain()
    newer = Record.objects.get()
    applying._store([early], [])
    assert Record.objects.get().version == newer.version
    assert garden.truth() == []
