"""Works are compared with a question by the concepts that both name."""

import numpy as np
import pytest

from search.concepts import shares
from search.concepts.shares import Shares, written
from search.models import IndexState, Record

pytestmark = pytest.mark.django_db


@pytest.fixture
def say():
    """A work that is about concepts, as the search has stored it."""

    def write(identity, **about):
        version = IndexState.next_version()
        Record.objects.update_or_create(
            identity=identity, defaults={"kind": "case", "version": version, "about": written(about)}
        )

    return write


def of(shares, identity, **concepts):
    return float(shares.of(concepts)[shares.row(identity)])


def test_a_work_that_names_just_what_is_asked_shares_all_of_it(say):
    say("case:a", well=20)
    say("case:b", well=10, rice=10)
    say("case:c", rice=10)
    shares = Shares().refreshed()
    assert of(shares, "case:a", well=1.0) == pytest.approx(1)
    assert (
        of(shares, "case:a", well=1.0) > of(shares, "case:b", well=1.0) > of(shares, "case:c", well=1.0) == 0
    )
    assert of(shares, "case:b", well=1.0, rice=1.0) == pytest.approx(1)
    assert of(shares, "case:unheard_of", well=1.0) == of(shares, "case:a", unheard_of=1.0) == 0


def test_what_few_works_name_counts_more(say):
    for number in range(8):
        say(f"case:{number}", village=10, **({} if number else {"bees": 10}))
    shares = Shares().refreshed()
    assert of(shares, "case:0", bees=1.0) > of(shares, "case:0", village=1.0)


def test_a_change_is_read_and_nothing_else(say, django_assert_num_queries):
    say("case:a", well=10)
    say("case:b", rice=10)
    before = Shares().refreshed()
    with django_assert_num_queries(1):
        assert before.refreshed() is before
    say("case:a", bees=10)
    say("case:c", well=10)
    with django_assert_num_queries(2):
        after = before.refreshed()
    assert of(after, "case:a", well=1.0) == 0
    assert of(after, "case:a", bees=1.0) == of(after, "case:c", well=1.0) == pytest.approx(1)
    assert not after.says_the_same_as(before)
    assert of(before, "case:a", well=1.0) == pytest.approx(1)  # whoever holds it goes on with it


def test_works_that_are_written_again_say_the_same(say, django_assert_num_queries):
    """A rebuild writes every work."""
    say("case:a", well=10, rice=300)
    say("case:b")
    before = Shares().refreshed()
    say("case:a", well=10, rice=300)
    say("case:b")
    again = before.refreshed()
    assert again.says_the_same_as(before)
    with django_assert_num_queries(1):
        assert again.refreshed() is again
    say("case:a", well=10, rice=30)
    other = again.refreshed()
    assert not other.says_the_same_as(before)
    say("case:c")  # about nothing that has a name, and yet one more
    more = other.refreshed()
    assert not more.says_the_same_as(other)
    assert more.refreshed() is more
    assert of(more, "case:a", well=1.0) == of(Shares().refreshed(), "case:a", well=1.0)


def test_what_is_written_between_count_and_rows_is_counted_the_next_time(say, monkeypatch):
    say("case:a", well=10)
    say("case:b", well=10, rice=10)
    read = shares._read

    def late(after):
        if not Record.objects.filter(identity="case:c").exists():
            say("case:c", rice=10)
        return read(after)

    monkeypatch.setattr(shares, "_read", late)
    held = Shares().refreshed().refreshed()
    assert held.refreshed() is held
    assert of(held, "case:b", rice=1.0) == pytest.approx(of(Shares().refreshed(), "case:b", rice=1.0))


def test_what_is_gone_is_forgotten(say):
    say("case:a", well=10)
    say("case:b", well=10)
    shares = Shares().refreshed()
    Record.objects.filter(identity="case:a").delete()
    assert of(shares.refreshed(), "case:a", well=1.0) == 0


def test_works_agree_as_far_as_they_are_about_the_same(say):
    say("case:a", well=20)
    say("case:b", well=20)
    say("case:c", rice=20)
    say("case:d", well=10, rice=10)
    shares = Shares().refreshed()
    row, equal = shares.row, np.ones(2, np.float32)
    wells, both = (
        shares.agreed([row("case:a"), row("case:b")], equal),
        shares.agreed([row("case:a"), row("case:d")], equal),
    )
    assert wells[0] == pytest.approx(1)
    assert shares.agreed([row("case:a"), row("case:c")], equal)[0] == 0
    assert 0 < both[0] < 1
    assert wells[1][row("case:b")] == pytest.approx(1)
    assert wells[1][row("case:b")] > wells[1][row("case:d")] > wells[1][row("case:c")] == 0


def test_of_very_much_that_works_have_in_common_the_heaviest_counts(say):
    much = {f"faint_{number}": 1 for number in range(40)}
    for name in "ab":
        say(f"case:{name}", well=200, **much)
    say("case:well", well=10)
    shares = Shares().refreshed()
    _agreement, shared = shares.agreed([shares.row("case:a"), shares.row("case:b")], np.ones(2, np.float32))
    assert shared[shares.row("case:well")] > 0.5
