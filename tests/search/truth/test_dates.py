"""What begins and ends by its date, with the scheduler stopped and with clocks that jump."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone

from cases.models import CasePage
from tests import factories

from .conftest import ask, assert_index_tells_the_truth, assert_nothing_hidden_is_shown, make_world

pytestmark = [pytest.mark.django_db, pytest.mark.content(make=make_world)]


def test_what_begins_and_ends_by_its_date_with_and_without_the_scheduler(world):

    begins = factories.make_case("Tomorrow", live=False)
    begins.go_live_at = timezone.now() + timedelta(hours=1)
    begins.save_revision().publish(skip_permission_checks=True)
    ends = world.fresh(world.case)
    ends.expire_at = timezone.now() + timedelta(hours=2)
    factories.publish(ends)
    assert_index_tells_the_truth()
    assert world.found()
    with time_machine.travel(timezone.now() + timedelta(hours=3), tick=True):  # nobody ran the scheduler
        assert not world.found()
        assert_nothing_hidden_is_shown()
        assert_index_tells_the_truth()
        call_command("publish_scheduled", stdout=io.StringIO())
        assert_nothing_hidden_is_shown()
        assert_index_tells_the_truth()
        assert not world.found()
        assert ask(q="tomorrow").total == 1


def test_a_translation_that_is_over_takes_only_itself_away(world):

    page = world.fresh(world.khmer)
    page.expire_at = timezone.now() + timedelta(hours=1)
    factories.publish(page)
    assert_index_tells_the_truth()
    with time_machine.travel(timezone.now() + timedelta(hours=2), tick=True):
        assert_nothing_hidden_is_shown()
        assert_index_tells_the_truth()
        assert world.found()


@pytest.mark.parametrize("jump", [timedelta(hours=-1), timedelta(days=1)])
def test_a_clock_that_jumps_and_comes_back(jump, world):

    dated = factories.make_case("Dated", live=False)
    dated.expire_at = timezone.now() + timedelta(hours=12)
    factories.publish(dated)
    now = timezone.now()
    CasePage.objects.filter(pk=world.case.pk).update(go_live_at=now - timedelta(minutes=30))
    assert_index_tells_the_truth(repair=True)
    assert world.found()
    with time_machine.travel(now + jump, tick=True):
        assert_nothing_hidden_is_shown()
        made = factories.make_case("Jumping")
        assert_nothing_hidden_is_shown()
        assert_index_tells_the_truth()
        assert world.found(made)
    assert_nothing_hidden_is_shown()
    assert_index_tells_the_truth()
    assert world.found()
    assert ask(q="dated").total == 1
