"""Rebuilding, verifying, draining and the worker's thread: the index follows the database."""

from __future__ import annotations

import io
import threading

import pytest
from django.core.management import CommandError, call_command

from search import draining, healing, rebuilding, schema, verifying, worker
from search.engines import Operation, get_engine
from search.locks import Locked, lock
from search.models import IndexState, Outbox, Projection, Record
from tests.search.tiny.models import PlantPage

pytestmark = pytest.mark.django_db


def command(*arguments):
    out = io.StringIO()
    call_command("search_index", *arguments, stdout=out, stderr=out)
    return out.getvalue()


def test_a_rebuild_holds_everything_and_keeps_the_one_before(garden):
    for number in range(3):
        garden.plant(f"Cassava {number}")
    garden.plant("Draft", live=False)
    before = get_engine().live()
    rebuilt = rebuilding.rebuild()
    assert rebuilt.works == 3
    assert get_engine().live() == rebuilt.generation
    assert get_engine().generations() == sorted([before, rebuilt.generation])
    assert len(garden.titles("cassava")) == 3
    assert garden.truth() == []
    third = rebuilding.rebuild()
    assert get_engine().generations() == sorted([rebuilt.generation, third.generation])


def test_a_rebuild_analyses_nothing_that_did_not_change(garden, monkeypatch):
    garden.plant("Cassava", body="words")
    garden.drain()
    analysed = []
    monkeypatch.setattr("search.planning.sort_key", lambda *args: analysed.append(args) or "")
    rebuilding.rebuild()
    assert analysed == []
    assert garden.truth() == []


def test_a_rebuild_from_the_projection_reads_no_source(garden, monkeypatch):
    page = garden.plant("Cassava", names=["Manihot"], country="KH")
    garden.plant("ມັນຕົ້ນ", code="lo", of=page)
    garden.drain()
    monkeypatch.setattr("tests.search.tiny.search.PlantSource.load", lambda *args: 1 / 0)
    rebuilding.rebuild(from_projection=True)
    monkeypatch.undo()
    assert garden.titles("manihot") == ["Cassava"]
    assert garden.truth() == []


@pytest.mark.parametrize("kept", [{"content_hash": "of an earlier version"}, {"document": "{"}])
def test_an_index_heals_though_what_the_database_keeps_of_it_is_of_no_use(garden, kept):
    """Somebody installs a new version that puts other documents together, and the files of the index are gone."""
    garden.plant("Cassava")
    garden.drain()
    Record.objects.update(**kept)
    get_engine().withdraw(get_engine().live())
    assert healing.heal()
    assert garden.titles() == ["Cassava"]
    assert garden.truth() == []
    assert not healing.heal()


def test_what_another_version_writes_while_a_generation_is_filled_is_read_again(garden):
    """The old server goes on serving while the new version prepares itself, and puts other documents together."""
    page, _other = garden.plant("Cassava"), garden.plant("Maize")
    garden.drain()

    def meanwhile(done):
        if done == 2:
            page.title = "Manioc"
            page.save()
            garden.drain()
            Record.objects.filter(identity=f"plant:{page.translation_key}").update(
                content_hash="of the other version"
            )

    rebuilt = rebuilding.rebuild(meanwhile)
    assert (rebuilt.works, rebuilt.refused) == (2, {})
    assert sorted(garden.titles()) == ["Maize", "Manioc"]
    assert garden.truth() == []


def test_a_rebuild_finds_what_no_signal_told(garden):
    kept, gone = garden.plant("Cassava"), garden.plant("Maize")
    garden.drain()
    PlantPage.objects.filter(pk=kept.pk).update(title="Manioc")
    PlantPage.objects.filter(pk=gone.pk).update(live=False)
    rebuilding.rebuild()
    assert garden.titles() == ["Manioc"]
    assert garden.truth() == []


def test_what_changes_while_a_generation_is_filled_is_in_it(garden):
    first, second = garden.plant("Cassava"), garden.plant("Maize")
    garden.drain()

    def meanwhile(done):
        if done == 1:
            PlantPage.objects.get(pk=first.pk).delete()
            page = PlantPage.objects.get(pk=second.pk)
            page.title = "Corn"
            page.save_revision().publish()
            garden.plant("Rice")
            draining.drain()

    rebuilding.rebuild(meanwhile)
    assert sorted(garden.titles()) == ["Corn", "Rice"]
    assert garden.truth() == []


def test_two_rebuilds_at_once(garden):
    with lock("rebuild"), pytest.raises(CommandError, match="Another process"):
        command("rebuild")


def test_a_rebuild_that_fails_leaves_the_live_one(garden):
    garden.plant("Cassava")
    garden.drain()
    before = get_engine().generations()

    def fail(done):
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        rebuilding.rebuild(fail)
    assert get_engine().generations() == before
    assert garden.titles("cassava") == ["Cassava"]


def test_the_name_of_a_generation_tells_its_shape(garden):
    live = get_engine().live()
    assert schema.fits(live)
    from django.apps import apps

    apps.get_app_config("tiny").leave_search()
    assert not schema.fits(live)
    assert draining.drain() == 0
    apps.get_app_config("tiny").join_search()


def test_verify_names_what_is_missing_surplus_or_different_and_repair_heals(garden):
    missing, surplus, different = (garden.plant(title) for title in ("Cassava", "Maize", "Rice"))
    garden.drain()
    live = get_engine().live()
    name = f"plant:{missing.translation_key}"
    get_engine().write(live, [Operation(name, IndexState.next_version(), None)])
    PlantPage.objects.filter(pk=surplus.pk).update(live=False)
    PlantPage.objects.filter(pk=different.pk).update(title="Oryza")
    found = {(each.what, each.identity) for each in verifying.verify()}
    assert found == {
        ("missing", name),
        ("surplus", f"plant:{surplus.translation_key}"),
        ("different", f"plant:{different.translation_key}"),
    }
    with pytest.raises(CommandError, match="1 different, 1 missing, 1 surplus"):
        command("verify")
    assert "Repaired 3 of 3" in command("verify", "--repair")
    assert "agree" in command("verify")
    assert sorted(garden.titles()) == ["Cassava", "Oryza"]


def test_verify_sees_what_only_the_card_shows(garden):
    plant = garden.plant("Cassava")
    garden.drain()
    different = [("different", f"plant:{plant.translation_key}")]
    Projection.objects.update(url="/elsewhere/")
    assert [(each.what, each.identity) for each in verifying.verify()] == different
    command("verify", "--repair")
    Record.objects.update(display="{}")
    assert [(each.what, each.identity) for each in verifying.verify()] == different


def test_status_and_drain_say_what_waits(garden):
    garden.plant("Cassava")
    assert "changes that wait: 1" in command("status")
    assert "Wrote 1 works." in command("drain")
    status = command("status")
    assert "changes that wait: 0" in status
    assert "(fits)" in status
    assert "is there and fits" in command("rebuild", "--if-needed")


def test_an_older_state_never_overwrites_a_newer_one(garden):
    plant = garden.plant("Cassava")
    garden.drain()
    live, name = get_engine().live(), f"plant:{plant.translation_key}"
    report = get_engine().write(live, [Operation(name, Record.objects.get().version - 1, None)])
    assert report.outdated == 1
    assert garden.truth() == []


def test_many_changes_are_worked_off_in_batches_with_a_fixed_number_of_queries(
    garden, django_assert_max_num_queries
):
    for number in range(3):
        garden.plant(f"Cassava {number}")
    with django_assert_max_num_queries(40):
        assert draining.drain() == 3


def test_what_the_engine_refuses_is_kept_with_its_reason_and_stays_hidden(garden, monkeypatch):
    plant = garden.plant("Cassava")
    garden.drain()
    name = f"plant:{plant.translation_key}"
    Outbox.objects.create(identity=name)
    Outbox.objects.filter(identity=name).failed("mapper_parsing_exception", final=True)
    assert garden.titles("cassava") == []
    out = io.StringIO()
    with pytest.raises(CommandError, match="Works are set aside"):
        call_command("search_index", "status", stdout=out)
    assert f"set aside: {name}: mapper_parsing_exception" in out.getvalue()
    assert draining.drain() == 0
    verifying.repair(verifying.Difference(name, "different"))
    garden.drain()
    assert garden.titles("cassava") == ["Cassava"]


def test_somebody_else_drains(garden):
    garden.plant("Cassava")
    with lock("drain"), pytest.raises(Locked):
        draining.drain(wait=0)


@pytest.mark.django_db(transaction=True)
def test_the_thread_works_off_what_was_committed(afterwards_as_before, garden, client, monkeypatch):
    done = threading.Event()

    def look(pause):
        result = real(pause)
        if Outbox.objects.count() == 0 and Record.objects.exists():
            done.set()
        return result

    real = worker._look
    monkeypatch.setattr(worker, "_look", look)
    garden.plant("Cassava")
    worker.ensure_started()
    worker.wake()
    try:
        assert done.wait(20)
    finally:
        worker.stop()
    assert garden.titles("cassava") == ["Cassava"]
